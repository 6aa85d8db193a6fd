/** Words that say nothing about whether a point was made. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    'a about after all also am an and any are as at be because been before being both but by can could did do does doing ' +
    'done for from get gets got had has have having he her here him his how i if in into is it its just kind know ' +
    'like ll lot made make makes may me might more most much must my no not now of on one only or our own ' +
    'per re really s same say she should so some sort such t than that the their them then there these they thing things ' +
    'this those through to too um uh until up us ve very was way we well were what when where which while who whom ' +
    'why will with would you your'
  ).split(' '),
);

/** Words that turn what follows into its opposite; English ones. */
export const NEGATIONS: ReadonlySet<string> = new Set(['not', 'no', 'never', 'without', 'cannot', 'nor']);

/** Each row: the form that counts, then others for it. */
const SYNONYMS = `
kubernetes k8s
postgresql postgres psql
javascript js
typescript ts
database db databases
authentication authn auth
authorization authz authorisation
application app apps
configuration config configs
environment env
repository repo repos
documentation docs doc
specification spec specs
administrator admin
percent pct percentage
millisecond ms msec millis
second sec secs
minute min mins
gigabyte gb
megabyte mb
terabyte tb
requirement req reqs
request reqs
response resp
parameter param params
function func fn
message msg msgs
production prod
development dev
infrastructure infra
continuous ci
deployment deploy deploys
organization org organisation
maximum max
minimum min
average avg mean
number num
approximately approx roughly around
engineer eng
versus vs
llm llms
api apis
sql sequel
`;

const CANONICAL = new Map<string, string>();
for (const row of SYNONYMS.trim().split('\n')) {
  const [word = '', ...others] = row.split(' ');
  for (const other of others) if (!CANONICAL.has(other)) CANONICAL.set(other, word);
}

export function canonicalWord(word: string): string {
  return CANONICAL.get(word) ?? word;
}
