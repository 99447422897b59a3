import { join } from 'node:path';
import { LabError } from '../../scripts/lib/lab-error.ts';
import { requireTool, run } from '../../scripts/lib/run.ts';

const howToGetPython =
  'Get Python 3.11 or newer, with pip and venv (Debian: apt install python3-venv; macOS: brew install python), or see https://www.python.org/downloads/';

/** The oldest version for which the packages in requirements.txt exist; ensurepip installs pip. */
const isSuitable = 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))';

/**
 * @returns the path of a Python with which installSchemathesis() can work
 * @throws {LabError} `tool_missing`
 */
export async function requirePython(): Promise<string> {
  const python = await requireTool('python3', howToGetPython);
  const { exitCode } = await run('pip')`${python} -c ${isSuitable}`;
  if (exitCode === 0) return python;
  throw new LabError('tool_missing', `${python} is older than Python 3.11, or has no pip or venv.`, howToGetPython);
}

/**
 * Creates a Python environment with the pinned Schemathesis in `folder`.
 * @returns the path of the program
 * @throws {LabError} `tool_missing` when pip fails
 */
export async function installSchemathesis(python: string, folder: string, signal: AbortSignal): Promise<string> {
  const environment = join(folder, 'python');
  const requirements = join(import.meta.dirname, 'requirements.txt');
  const $ = run('pip', signal);
  const created = await $`${python} -m venv ${environment}`;
  const installed = await $`${join(environment, 'bin/pip')} install --quiet --requirement ${requirements}`;
  signal.throwIfAborted();
  if (created.exitCode === 0 && installed.exitCode === 0) return join(environment, 'bin/schemathesis');
  throw new LabError(
    'tool_missing',
    `Schemathesis could not be installed:\n${created.stderr}${installed.stderr}`,
    'pip needs a package index: https://pypi.org/, or the one in its configuration (pip config list).',
  );
}
