/** Adds files to the case: at once where there is nothing to ask, else by the intake screen. */
import type { Client } from '../app/client.ts';
import { runTask } from '../app/tasks.ts';
import { openTab } from '../app/tabs.ts';
import { showFailure, useToasts } from '../app/toasts.ts';
import { formatCount } from '../grid/format.ts';
import { baseName, NO_DECISIONS, type AddResult, type Decisions, type IntakeGroup } from './intake-model.ts';

export interface AddOptions {
  /** Opens the screen in any case. */
  readonly setUp: boolean;
  /** Called with the first file when files are loaded without a question. */
  readonly onLoad: (first: string) => void;
}

export interface GroupToLoad {
  readonly group: IntakeGroup;
  readonly decisions: Decisions;
}

/**
 * Loads groups with progress; what became of the files is said.
 * @returns results by group; null where it was cancelled or failed, which was said
 */
export async function loadGroups(
  client: Client,
  wanted: readonly GroupToLoad[],
): Promise<Readonly<Record<string, readonly AddResult[]>> | null> {
  const files = wanted.flatMap(({ group }) => group.files.map((f) => f.file));
  const title = files.length === 1 ? `Adding ${baseName(files[0] ?? '')}` : `Adding ${formatCount(files.length)} files`;
  try {
    const results = await runTask(title, (options) =>
      client.call(
        'intake/add',
        {
          groups: wanted.map(({ group, decisions: { choice, map, name } }) => ({
            files: group.files.map((f) => f.file),
            choice,
            map: { ...map },
            name: name.trim() === '' ? null : name.trim(),
          })),
        },
        options,
      ),
    );
    tellResults(results);
    let at = 0;
    return Object.fromEntries(
      wanted.map(({ group }) => {
        const own = results.slice(at, at + group.files.length);
        at += group.files.length;
        return [group.id, own];
      }),
    );
  } catch (thrown) {
    showFailure(`${title} failed`, thrown);
    return null;
  }
}

/**
 * Looks at files, folders or patterns, and adds them: without a question where each fits a layout or its guess is sure,
 * else the intake screen opens.
 */
export async function addThroughIntake(client: Client, paths: readonly string[], options: AddOptions): Promise<void> {
  if (paths.length === 0) return;
  const open = (): void => void openTab({ kind: 'intake', paths: [...paths] }, { title: 'Add files' });
  if (options.setUp) {
    open();
    return;
  }
  const title = paths.length === 1 ? baseName(paths[0] ?? '') : `${formatCount(paths.length)} files`;
  try {
    const { groups, refused } = await runTask(`Looking at ${title}`, (call) =>
      client.call('intake/inspect', { paths: [...paths] }, call),
    );
    if (groups.some((group) => group.questions.length > 0)) {
      open();
      return;
    }
    tellRefused(refused);
    const first = groups[0]?.files[0];
    if (!first) return;
    options.onLoad(first.file);
    await loadGroups(
      client,
      groups.map((group) => ({ group, decisions: NO_DECISIONS })),
    );
  } catch (thrown) {
    showFailure(`${title} could not be looked at`, thrown, () => void addThroughIntake(client, paths, options));
  }
}

/** Refused files that are said one by one; of more the number is said. */
const MOST_TOLD = 3;

function tellRefused(refused: readonly { readonly file: string; readonly error: string }[]): void {
  const show = useToasts.getState().show;
  for (const each of refused.slice(0, MOST_TOLD))
    show({ tone: 'failure', title: `${baseName(each.file)} was refused`, detail: each.error });
  if (refused.length > MOST_TOLD)
    show({
      tone: 'failure',
      title: `${formatCount(refused.length - MOST_TOLD)} more files were refused`,
      detail: 'Add them with “Set up files” to see why, one by one.',
    });
}

function tellResults(results: readonly AddResult[]): void {
  tellRefused(results.filter((r) => 'error' in r));
  const there = results.filter((r): r is Extract<AddResult, { loaded: number }> => 'loaded' in r);
  const existed = there.filter((r) => r.existed);
  const added = there.filter((r) => !r.existed);
  const { show } = useToasts.getState();
  if (existed.length > 0)
    show({
      tone: 'info',
      title:
        existed.length === 1
          ? 'The file is in the case already'
          : `${formatCount(existed.length)} files are in the case already`,
      detail: `The same bytes are here as ${existed.map((r) => r.source_id).join(', ')}; nothing was added.`,
    });
  if (added.length === 0) return;
  const sum = (field: 'read' | 'loaded' | 'rejected'): string =>
    formatCount(added.reduce((total, r) => total + r[field], 0));
  const layouts = [...new Set(added.map((r) => r.layout))];
  const open = new Set(added.flatMap((r) => r.open)).size;
  const parts = [
    `${sum('read')} records read = ${sum('loaded')} loaded + ${sum('rejected')} rejected.`,
    layouts.length === 1
      ? `Added with layout ${layouts[0] ?? ''}.`
      : `Added with ${formatCount(layouts.length)} layouts.`,
    ...(open > 0 ? [open === 1 ? 'One column has no field.' : `${formatCount(open)} columns have no field.`] : []),
  ];
  show({
    tone: 'success',
    title: added.length === 1 ? 'The file is in the case' : `${formatCount(added.length)} files are in the case`,
    detail: parts.join(' '),
    action: {
      label: 'Review the settings',
      run: () => void openTab({ kind: 'layouts', layout: layouts[0] ?? null }),
    },
  });
}
