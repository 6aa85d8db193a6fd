import { rename } from 'node:fs/promises';
import { DuckDBInstance, VARCHAR, DuckDBDataChunk, type DuckDBAppender, type DuckDBConnection } from '@duckdb/node-api';
import type { Page } from '../../../spot';
import type { FileColumn, Written } from '../messages';
import { quote } from '../secure/rewrite';

const CHUNK = 2048;

/** Writes a result to a Parquet file: values come as text and get back the types that they had. */
export class FileWriter {
  private rows = 0;

  private constructor(
    private readonly file: string,
    private readonly draft: string,
    private readonly columns: readonly FileColumn[],
    private readonly connection: DuckDBConnection,
    private readonly appender: DuckDBAppender,
  ) {}

  static async begin(file: string, draft: string, columns: readonly FileColumn[]): Promise<FileWriter> {
    const instance = await DuckDBInstance.create(':memory:', { threads: '2', autoload_known_extensions: 'false' });
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run(`CREATE TABLE result (${columns.map((_, index) => `c${index} VARCHAR`).join(', ')})`);
    return new FileWriter(file, draft, columns, connection, await connection.createAppender('result'));
  }

  append(page: Page): Written {
    const types = this.columns.map(() => VARCHAR);
    for (let from = 0; from < page.rows; from += CHUNK) {
      const to = Math.min(page.rows, from + CHUNK);
      const chunk = DuckDBDataChunk.create(types, to - from);
      chunk.setColumns(
        page.columns.map((cells) => cells.slice(from, to).map((cell) => (cell === null ? null : String(cell)))),
      );
      this.appender.appendDataChunk(chunk);
    }
    this.rows += page.rows;
    return { rows: this.rows };
  }

  /** Under its name only when it is whole. */
  async finish(): Promise<Written> {
    this.appender.closeSync();
    const values = this.columns.map(
      ({ engineType }, index) => `CAST(c${index} AS ${fileType(engineType)}) AS n${index}`,
    );
    // Names are given by a second SELECT, because two columns of a result may have the same.
    const named = uniqueNames(this.columns).map((name, index) => `n${index} AS ${quote(name)}`);
    await this.connection.run(
      `COPY (SELECT ${named.join(', ')} FROM (SELECT ${values.join(', ')} FROM result)) TO '${this.draft.replaceAll("'", "''")}' (FORMAT parquet)`,
    );
    await rename(this.draft, this.file);
    return { rows: this.rows };
  }
}

const SAME =
  /^(?:BOOLEAN|U?(?:TINY|SMALL|BIG)INT|U?INTEGER|DECIMAL\(\d{1,2},\d{1,2}\)|FLOAT|DOUBLE|DATE|TIME|TIMESTAMP(?:_S|_MS|_NS| WITH TIME ZONE)?)$/;

/** What Parquet can hold as it is; larger integers as decimals, and all else as text, exact both. */
function fileType(engineType: string): string {
  if (engineType === 'HUGEINT' || engineType === 'UHUGEINT') return 'DECIMAL(38,0)';
  return SAME.test(engineType) ? engineType : 'VARCHAR';
}

function uniqueNames(columns: readonly FileColumn[]): string[] {
  const taken = new Set<string>();
  return columns.map(({ name }) => {
    let free = name === '' ? 'column' : name;
    for (let n = 2; taken.has(free.toLowerCase()); n += 1) free = `${name} (${n})`;
    taken.add(free.toLowerCase());
    return free;
  });
}
