/** Reads sources again with other settings, and says what came of it. */
import type { Client } from '../app/client.ts';
import { runTask } from '../app/tasks.ts';
import { showFailure, useToasts } from '../app/toasts.ts';
import { formatCount } from '../grid/format.ts';
import { baseName } from './intake-model.ts';

/** @param map fields by header that are decided besides those of the layout */
export async function rereadSources(
  client: Client,
  sources: readonly string[],
  map: Readonly<Record<string, string>>,
): Promise<void> {
  const title = sources.length === 1 ? `Reading ${sources[0] ?? ''} again` : `Reading ${sources.length} files again`;
  try {
    const results = await runTask(title, (options) =>
      client.call('intake/reread', { sources: [...sources], choice: {}, map: { ...map } }, options),
    );
    const show = useToasts.getState().show;
    for (const result of results) {
      if ('error' in result) {
        show({ tone: 'failure', title: `${baseName(result.file)} stays as it was read`, detail: result.error });
        continue;
      }
      const sum = (part: { read: number; loaded: number; rejected: number }): string =>
        `${formatCount(part.read)} read = ${formatCount(part.loaded)} loaded + ${formatCount(part.rejected)} rejected`;
      show({
        tone: result.changed ? 'success' : 'info',
        title: result.changed ? `${result.source_id} is read again` : `${result.source_id} is read so already`,
        detail: `${sum(result)}; before: ${sum(result.before)}.${
          result.repairs > 0
            ? ` ${formatCount(result.repairs)} repairs of the reading before do not count any more.`
            : ''
        }`,
      });
    }
  } catch (thrown) {
    showFailure(`${title} failed`, thrown);
  }
}
