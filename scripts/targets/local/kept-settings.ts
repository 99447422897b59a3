import type { Settings } from '../../settings/settings.ts';
import { apiState } from './api-process.ts';
import { livePageState } from './live-page.ts';
import type { LocalAccess } from './local-access.ts';

/**
 * The variables that were given, but that a part of the running lab does not have, because it was
 * started without them. Variables with their defaults do not count.
 */
export function keptSettings(
  { folders, postgresPort }: Pick<LocalAccess, 'folders' | 'postgresPort'>,
  settings: Settings,
): string[] {
  const livePage = livePageState(folders).record;
  const parts: Record<string, [wanted: unknown, used: unknown]> = {
    API_PORT: [settings.apiPort, apiState(folders).record?.port],
    POSTGRES_PORT: [settings.postgresPort, postgresPort()],
    GRAFANA_PORT: [settings.grafanaPort, livePage?.port],
    RESULTS_FOLDER: [settings.resultsFolder, livePage?.resultsFolder],
  };
  return Object.keys(parts).filter((name) => {
    const [wanted, used] = parts[name] ?? [];
    return process.env[name] && used !== undefined && used !== wanted;
  });
}
