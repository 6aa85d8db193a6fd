import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Numbers in [0, 1) that are the same in each run. */
function sequence(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const WORDS =
  'account audit batch budget cache charge claim client column cursor deck delay event field filter folder grant graph index invoice job join key label ledger limit line measure merge metric model name node order page parse path plan policy port query queue range rate record region report request result retry role round row rule schema score scope segment session shard slot source state store stream table tenant ticket token total trace update value view window worker'.split(
    ' ',
  );

/** One language's way to write a class with methods; `pick` yields words. */
type Write = (name: string, methods: readonly string[], pick: () => string) => string;

const title = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const WRITERS: Readonly<Record<string, Write>> = {
  py: (name, methods, pick) =>
    `"""Keeps each ${pick()} of a ${pick()}."""\nfrom ${pick()} import ${title(pick())}\n\nMAX_${name.toUpperCase()} = 10\n\n\nclass ${name}(${title(pick())}):\n    """A ${pick()} with its ${pick()}."""\n\n` +
    methods
      .map(
        (m) =>
          `    def ${m}(self, ${pick()}, limit: int = 10) -> dict:\n        # The ${pick()} comes before the ${pick()}.\n        rows = []\n        for ${pick()} in self.${pick()}(limit):\n            if ${pick()} is None or self.${pick()} > limit:\n                continue\n            rows.append({"${pick()}": self.${pick()}, "${pick()}": f"{limit} of {${pick()}}"})\n        try:\n            return self.${pick()}.${m}(rows, key=lambda one: one["${pick()}"])\n        except ValueError as error:\n            raise RuntimeError("no ${pick()}") from error\n`,
      )
      .join('\n'),
  ts: (name, methods, pick) =>
    `import { ${title(pick())} } from './${pick()}';\n\nexport interface ${name}Options {\n  readonly ${pick()}?: number;\n}\n\n/** Keeps a ${pick()}. */\nexport class ${name} extends ${title(pick())}<string> {\n` +
    methods
      .map(
        (m) =>
          `  /** Says which ${pick()} comes first. */\n  async ${m}<T>(${pick()}: T, limit = 10): Promise<readonly T[]> {\n    const rows = this.${pick()}.filter((one) => one.${pick()} !== undefined);\n    for (const row of rows) {\n      if (row.${pick()} > limit) {\n        continue;\n      }\n      await this.${pick()}({ ...row, ${pick()}: \`\${limit} ${pick()}\` });\n    }\n    return rows.map((row) => row.${pick()} as T);\n  }\n`,
      )
      .join('\n') +
    '}\n',
  go: (name, methods, pick) =>
    `package ${pick()}\n\nimport "fmt"\n\n// ${name} keeps a ${pick()}.\ntype ${name} struct {\n\t${pick()} int\n\t${pick()}s []string\n}\n\n` +
    methods
      .map(
        (m) =>
          `// ${title(m)} says which ${pick()} comes first.\nfunc (r *${name}) ${title(m)}(limit int) ([]string, error) {\n\trows := make([]string, 0, limit)\n\tfor i, ${pick()} := range r.${pick()}s {\n\t\tif i > limit {\n\t\t\tbreak\n\t\t}\n\t\trows = append(rows, fmt.Sprintf("%d ${pick()}", i))\n\t}\n\tif len(rows) == 0 {\n\t\treturn nil, fmt.Errorf("no ${pick()}")\n\t}\n\treturn rows, nil\n}\n`,
      )
      .join('\n'),
  java: (name, methods, pick) =>
    `package ${pick()}.${pick()};\n\nimport java.util.List;\n\n/** Keeps a ${pick()}. */\npublic class ${name} extends ${title(pick())} {\n  private static final int LIMIT = 10;\n\n` +
    methods
      .map(
        (m) =>
          `  @Override\n  public List<String> ${m}(String ${pick()}, int limit) {\n    List<String> rows = new ArrayList<>();\n    for (var one : this.${pick()}) {\n      if (one.${pick()}() > limit) {\n        continue;\n      }\n      rows.add(one.${pick()}() + " ${pick()}");\n    }\n    return rows.stream().map(row -> row.trim()).toList();\n  }\n`,
      )
      .join('\n') +
    '}\n',
  rs: (name, methods, pick) =>
    `use crate::${pick()}::${title(pick())};\n\n/// Keeps a ${pick()}.\npub struct ${name} {\n    ${pick()}: usize,\n}\n\nimpl ${name} {\n` +
    methods
      .map(
        (m) =>
          `    /// Says which ${pick()} comes first.\n    pub fn ${m}(&self, limit: usize) -> Result<Vec<String>, Error> {\n        let mut rows = Vec::with_capacity(limit);\n        for ${pick()} in self.${pick()}.iter().take(limit) {\n            if let Some(value) = self.${pick()}() {\n                rows.push(format!("{} ${pick()}", value));\n            }\n        }\n        match rows.len() {\n            0 => Err(Error::new("${pick()}")),\n            _ => Ok(rows),\n        }\n    }\n`,
      )
      .join('\n') +
    '}\n',
  cpp: (name, methods, pick) =>
    `#include "${pick()}.h"\n\nnamespace ${pick()} {\n\n// Keeps a ${pick()}.\nclass ${name} : public ${title(pick())} {\n public:\n` +
    methods
      .map(
        (m) =>
          `  std::vector<std::string> ${m}(const std::string& ${pick()}, int limit) const {\n    std::vector<std::string> rows;\n    for (const auto& one : ${pick()}_) {\n      if (one.${pick()} > limit) {\n        continue;\n      }\n      rows.push_back(one.${pick()} + " ${pick()}");\n    }\n    return rows;\n  }\n`,
      )
      .join('\n') +
    '};\n\n}\n',
};

/** Writes so many files, of about so many lines in all, in six languages. */
export function syntheticCode(root: string, files: number, lines: number): { bytes: number; lines: number } {
  const random = sequence(7);
  const pick = (): string => WORDS[Math.floor(random() * WORDS.length)] ?? 'word';
  const written = { bytes: 0, lines: 0 };
  for (let i = 0; i < files; i++) {
    const [extension, write] = Object.entries(WRITERS)[i % 6]!;
    const name = `${title(pick())}${title(pick())}${i}`;
    const folder = path.join(root, pick(), pick());
    mkdirSync(folder, { recursive: true });
    const perMethod = { py: 13, ts: 13, go: 16, java: 12, rs: 15, cpp: 11 }[extension] ?? 12;
    const methods = Array.from(
      { length: Math.round(lines / files / perMethod) },
      (_, at) => `${pick()}_${pick()}_${at}`,
    );
    const text = write(name, methods, pick);
    writeFileSync(path.join(folder, `${name}.${extension}`), text);
    written.bytes += text.length;
    written.lines += text.split('\n').length;
  }
  return written;
}
