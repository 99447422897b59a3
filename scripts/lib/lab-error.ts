/**
 * A failure that the user can resolve. Says what is wrong and what to do; printed without a stack
 * trace. `code` is stable, for scripts and tests. The API has its own codes (docs/api.md).
 */
export class LabError extends Error {
  override name = 'LabError';
  readonly code: LabErrorCode;
  readonly whatToDo: string;

  constructor(code: LabErrorCode, message: string, whatToDo: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.whatToDo = whatToDo;
  }
}

export type LabErrorCode =
  | 'usage'
  | 'settings'
  | 'busy'
  | 'not_running'
  | 'crashed'
  | 'port_taken'
  | 'disk_full'
  | 'postgres_version'
  | 'postgres_start'
  | 'postgres_user'
  | 'passwords_unreadable'
  | 'tuning_unreadable'
  | 'build_failed'
  | 'migration_failed'
  | 'blocked'
  | 'seed_unfinished'
  | 'no_connection_left'
  | 'slow_statement'
  | 'verify_failed'
  | 'no_results'
  | 'no_result_in_it'
  | 'results_folder'
  | 'story_not_shown'
  | 'tool_missing'
  | 'load_failed'
  | 'not_comparable'
  | 'page_fails'
  | 'cluster_failed'
  | 'cluster_not_ours'
  | 'preflight'
  | 'no_permission'
  | 'wrong_kind_of_file'
  | 'file_too_large'
  | 'read_only'
  | 'too_many_open_files'
  | 'figure'
  | 'no_terminal'
  | 'release_failed';
