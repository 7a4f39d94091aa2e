/**
 * The YAML at the top of a notebook: its title and its inputs. What cannot be read is said as a problem and kept with
 * the text; a notebook with broken front matter still opens.
 */
import { isMap, isScalar, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { WaybillError } from '../errors.ts';
import { describeIssues } from './issues.ts';

const label = z.string().max(200).optional();
const optionSource = {
  /** The choices, in this order. */
  options: z.array(z.coerce.string()).max(10_000).optional(),
  /** A statement whose first column gives the choices. */
  query: z.string().optional(),
};
/** ISO dates, as text: they are bound as text and cast in the SQL. */
const isoDate = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'is not a date like 2022-02-24')
  .refine((text) => {
    const date = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  }, 'is a day that the calendar does not have');

/** One input of a notebook: a control in the window, `$name` in the SQL. */
export const inputSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('date'), value: isoDate, label, min: isoDate.optional(), max: isoDate.optional() }),
  z.strictObject({
    type: z.literal('number'),
    value: z.number(),
    label,
    min: z.number().optional(),
    max: z.number().optional(),
    step: z.number().positive().optional(),
  }),
  z.strictObject({ type: z.literal('text'), value: z.coerce.string(), label }),
  z.strictObject({ type: z.literal('choice'), value: z.coerce.string(), label, ...optionSource }),
  z.strictObject({ type: z.literal('multi'), value: z.array(z.coerce.string()), label, ...optionSource }),
]);
export type NotebookInput = z.infer<typeof inputSchema>;
export type InputType = NotebookInput['type'];

const INPUT_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const frontSchema = z.looseObject({
  waybill: z.union([z.literal(1), z.literal('1')]).optional(),
  title: z.coerce.string().optional(),
  inputs: z.record(z.string(), z.unknown()).nullish(),
});

export interface FrontProblem {
  readonly code: string;
  readonly message: string;
  /** Offset in the notebook's text. */
  readonly offset: number;
}

export interface FrontMatter {
  /** End of the front matter in the text, its closing line included; 0 if there is none. */
  readonly to: number;
  /** Range of the YAML itself. */
  readonly yamlFrom: number;
  readonly yamlTo: number;
  readonly title: string | null;
  /** The inputs that could be read, in order. */
  readonly inputs: ReadonlyMap<string, NotebookInput>;
  readonly problems: readonly FrontProblem[];
}

const OPENING = /^\uFEFF?---[ \t]*(?:\r\n?|\n)/;
const CLOSING = /^(?:---|\.\.\.)[ \t]*(?:\r\n?|\n|$(?![\s\S]))/m;

/** Reads the front matter of a notebook's text; never throws. */
export function readFrontMatter(text: string): FrontMatter {
  const none = { to: 0, yamlFrom: 0, yamlTo: 0, title: null, inputs: new Map(), problems: [] };
  const opening = OPENING.exec(text)?.[0].length;
  if (opening === undefined) return none;
  const closing = CLOSING.exec(text.slice(opening));
  if (!closing) return none;
  const yamlTo = opening + closing.index;
  const range = { to: yamlTo + closing[0].length, yamlFrom: opening, yamlTo };
  return { ...range, ...readYaml(text.slice(opening, yamlTo), opening) };
}

type Said = Pick<FrontMatter, 'title' | 'inputs' | 'problems'>;

/** The YAML that was read last: typing in a cell leaves it as it is. */
let last: { readonly yaml: string; readonly offset: number; readonly said: Said } | null = null;

function readYaml(yaml: string, offset: number): Said {
  if (last?.yaml !== yaml || last.offset !== offset) last = { yaml, offset, said: parseYaml(yaml, offset) };
  return last.said;
}

function parseYaml(yaml: string, offset: number): Said {
  const failed = (message: string, at = 0): Pick<FrontMatter, 'title' | 'inputs' | 'problems'> => ({
    title: null,
    inputs: new Map(),
    problems: [{ code: 'notebook/front-matter', message, offset: offset + at }],
  });
  let document: Document.Parsed;
  let plain: unknown;
  try {
    document = parseDocument(yaml, { prettyErrors: false, logLevel: 'silent' });
    const error = document.errors[0];
    if (error) return failed(`The front matter is not YAML: ${error.message}`, error.pos[0]);
    plain = document.toJS({ maxAliasCount: 10 });
  } catch (cause) {
    // The parser gives up on aliases without end and on nesting deeper than the stack.
    return failed(`The front matter cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  const front = frontSchema.safeParse(plain ?? {});
  if (!front.success) return failed(`The front matter is not that of a notebook: ${describeIssues(front.error)}`);
  const problems: FrontProblem[] = [];
  const inputs = new Map<string, NotebookInput>();
  for (const [name, raw] of Object.entries(front.data.inputs ?? {})) {
    const input = inputSchema.safeParse(raw);
    const at = offset + (placeOf(document, ['inputs', name]) ?? 0);
    const say = (message: string): number => problems.push({ code: 'notebook/input', message, offset: at });
    if (!INPUT_NAME.test(name))
      say(`The input “${name}” needs a name of letters, digits and _, to be written as $name.`);
    else if ([...inputs.keys()].some((other) => other.toLowerCase() === name.toLowerCase()))
      say(`There are two inputs named “${name}”; SQL does not tell capitals apart.`);
    else if (!input.success) say(`The input “${name}” cannot be read: ${describeIssues(input.error)}`);
    else inputs.set(name, input.data);
  }
  return { title: front.data.title ?? null, inputs, problems };
}

/** Offset of a value within the YAML. */
function placeOf(document: Document.Parsed, path: readonly string[]): number | undefined {
  const node = document.getIn(path, true);
  return (isScalar(node) || isMap(node)) && node.range ? node.range[0] : undefined;
}

/** A splice of the text. */
export interface TextEdit {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/**
 * The splice that changes the value of one input; the rest of the front matter, its comments too, stays as it is.
 * @throws WaybillError 'notebook/input' if there is no such input or the value does not fit its type
 */
export function setInputValue(text: string, front: FrontMatter, name: string, value: unknown): TextEdit {
  const input = front.inputs.get(name);
  if (!input) throw new WaybillError('notebook/input', `The notebook has no input named “${name}”.`);
  const checked = inputSchema.safeParse({ ...input, value });
  if (!checked.success)
    throw new WaybillError('notebook/input', `“${name}” cannot be set: ${describeIssues(checked.error)}`);
  const document = parseDocument(text.slice(front.yamlFrom, front.yamlTo), { logLevel: 'silent' });
  const node = document.getIn(['inputs', name, 'value'], true);
  const range = (node as { range?: [number, number, number] } | undefined)?.range;
  if (!range)
    throw new WaybillError('notebook/input', `The value of “${name}” is written in a way that cannot be changed here.`);
  return {
    from: front.yamlFrom + range[0],
    to: front.yamlFrom + range[1],
    // JSON is YAML, wherever in a document it stands; a date needs no quotes.
    insert: input.type === 'date' ? String(value) : JSON.stringify(checked.data.value),
  };
}
