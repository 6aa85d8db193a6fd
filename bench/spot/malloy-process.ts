// Malloy in a process of its own, as Spot's engine is: it can be ended when a query does not come to an end.
import { loadingSql, THREADS } from './data';
import { MALLOY_MODEL } from './questions';

/** What is used of Malloy, which need not be installed. */
interface Malloy {
  readonly SingleConnectionRuntime: new (connection: { readonly connection: unknown }) => {
    loadModel(text: string): { loadQuery(text: string): { run(options: { rowLimit: number }): Promise<MalloyResult> } };
  };
}
interface MalloyDuckDb {
  readonly DuckDBConnection: new (options: object) => unknown;
}
interface MalloyResult {
  readonly data: { readonly value: readonly Readonly<Record<string, unknown>>[] };
}

const folder = process.argv[2] ?? '';
const packages = ['@malloydata/malloy', '@malloydata/db-duckdb'] as const;
const malloy = (await import(packages[0])) as Malloy;
const duckdb = (await import(packages[1])) as MalloyDuckDb;
const connection = new duckdb.DuckDBConnection({
  name: 'duckdb',
  databasePath: ':memory:',
  threads: THREADS,
  setupSQL: loadingSql(folder),
  // Reads the data and nothing else; with more access Malloy would download an extension first.
  allowedDirectories: [folder],
  enableExternalAccess: false,
});
const runtime = new malloy.SingleConnectionRuntime({ connection });
const model = runtime.loadModel(MALLOY_MODEL);

process.on('message', (query: string) => {
  model
    .loadQuery(query)
    .run({ rowLimit: 100_000 })
    .then(
      ({ data }) => ({ rows: data.value.map((row) => Object.values(row)) }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    )
    .then((reply) => process.send?.(reply))
    .catch(() => process.exit(1));
});
process.send?.({ rows: [] });
