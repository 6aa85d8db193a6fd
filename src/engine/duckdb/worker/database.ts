import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import type { WorkerSettings } from '../messages';
import { DATA_SCHEMA } from '../secure/rewrite';

/** What must hold before any statement is bound, the deck's own scripts included. */
export async function openDatabase(settings: WorkerSettings): Promise<DuckDBInstance> {
  return DuckDBInstance.create(':memory:', {
    memory_limit: `${settings.memoryMb}MB`,
    threads: String(settings.threads),
    // Nothing spills: what does not fit into memory_limit fails with Out of Memory.
    temp_directory: '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
    errors_as_json: 'true',
  });
}

export async function prepareForLoading(connection: DuckDBConnection): Promise<void> {
  await connection.run("SET allow_persistent_secrets = false; SET TimeZone = 'UTC'; SET Calendar = 'gregorian'");
  await connection.run(`CREATE SCHEMA ${DATA_SCHEMA}`);
}

/**
 * Ends all access to files, network, extensions and settings, for every connection and for good: with
 * `lock_configuration` none of it can be set back.
 */
export async function lockDown(connection: DuckDBConnection): Promise<void> {
  for (const setting of [
    'enable_external_access = false',
    "disabled_filesystems = 'LocalFileSystem'",
    'lock_configuration = true',
  ])
    await connection.run(`SET ${setting}`);
}
