/**
 * Charts in the window: Vega-Lite compiled, computed by the AST interpreter (no code is made from text, as the page's
 * policy demands), drawn as SVG by Vega itself. Nothing can be loaded: the loader refuses everything.
 */
import type { ResultHandle } from '../../shared/contract/engine.ts';
import type { ColumnPage } from '../../shared/contract/values.ts';
import { WaybillError } from '../../shared/errors.ts';
import {
  MAX_CHART_ROWS,
  chartRows,
  checkFields,
  parseChart,
  withData,
  type ChartSpec,
} from '../../shared/notebook/chart-spec.ts';
import { countryField, notOnMap, worldCountries } from '../../shared/notebook/world.ts';
import type { WindowEngine } from '../engine/window-engine.ts';

const PAGE_ROWS = 5000;

/** Colours of the window as they are now, for a chart that must be read on them. */
function configOf(host: HTMLElement): object {
  const style = getComputedStyle(host);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  const text = token('--wb-text');
  const muted = token('--wb-muted');
  const line = token('--wb-border');
  const ramp = [token('--wb-ramp-low'), token('--wb-ramp-high')];
  return {
    background: 'transparent',
    font: 'Inter Variable, Noto Sans, sans-serif',
    view: { stroke: null },
    title: { color: text, fontSize: 13 },
    axis: {
      labelColor: muted,
      titleColor: muted,
      gridColor: line,
      domainColor: line,
      tickColor: line,
      labelLimit: 260,
    },
    legend: { labelColor: text, titleColor: muted },
    mark: { color: token('--wb-bar-fill-strong') },
    text: { color: text },
    rule: { color: muted },
    // From what is near the ground to what stands out from it; Vega's own schemes suppose a light page.
    range: { ramp: { scheme: ramp }, heatmap: { scheme: ramp } },
  };
}

async function rowsOf(engine: WindowEngine, handle: ResultHandle, signal: AbortSignal): Promise<ColumnPage[]> {
  if (handle.rowCount > MAX_CHART_ROWS) {
    throw new WaybillError(
      'chart/too-many-rows',
      `The data has ${handle.rowCount} rows; a chart shows up to ${MAX_CHART_ROWS}. Group it in SQL first.`,
    );
  }
  const pages: ColumnPage[] = [];
  for (let from = 0; from < handle.rowCount; from += PAGE_ROWS) {
    pages.push(await engine.page(handle.id, from, PAGE_ROWS, { signal }));
  }
  return pages;
}

/** A chart on screen. */
export interface DrawnChart {
  /** Takes it away again. */
  remove(): void;
  /** The drawing on a plain ground, as a file of its own. */
  svg(): Promise<string>;
  /** The same as a picture, at twice the size. */
  png(): Promise<Blob>;
  /** The first rows behind it, and what they are called; null where the chart has rows of its own. */
  readonly table: ChartTable | null;
  /** Country codes of its rows that the map does not have. */
  readonly notOnMap: readonly string[];
}

export interface ChartTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  readonly total: number;
}

/** Rows of the table behind a chart. */
const TABLE_ROWS = 200;

/**
 * Draws a chart into an element.
 * @param data the result behind it; null where the chart has rows of its own
 * @throws WaybillError 'chart/…'
 */
export async function drawChart(
  host: HTMLElement,
  source: string,
  data: ResultHandle | null,
  engine: WindowEngine,
  signal: AbortSignal,
): Promise<DrawnChart> {
  const spec = parseChart(source);
  if (data) checkFields(spec, data.columns);
  const rows = data ? chartRows(spec, data.columns, await rowsOf(engine, data, signal)) : null;
  const [{ compile }, { View, loader, parse }, { expressionInterpreter }] = await Promise.all([
    import('vega-lite'),
    import('vega'),
    import('vega-interpreter'),
  ]);
  const refuse = (): never => {
    throw new WaybillError('chart/refused', 'A chart loads nothing from outside.');
  };
  const closed = Object.assign(loader(), { load: refuse, sanitize: refuse, http: refuse, file: refuse });
  try {
    const width = Math.max(240, Math.min(900, host.clientWidth - 140));
    const whole = (await withData(spec, rows, width)) as unknown as Parameters<typeof compile>[0];
    const compiled = compile(whole, { config: configOf(host) }).spec;
    const options = { ast: true } as unknown as Parameters<typeof parse>[2];
    const view = new View(parse(compiled, undefined, options), {
      expr: expressionInterpreter,
      loader: closed,
      renderer: 'svg',
      container: host,
      hover: true,
      logLevel: 0,
    } as ConstructorParameters<typeof View>[1]);
    await view.runAsync();
    const svg = async (): Promise<string> => grounded(await view.toSVG(), host);
    return {
      remove: () => void view.finalize(),
      svg,
      png: async () => pictureOf(await svg()),
      table: data && rows ? tableOf(data, rows) : null,
      notOnMap: await missing(spec, rows),
    };
  } catch (cause) {
    if (cause instanceof WaybillError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new WaybillError('chart/unreadable', `This chart cannot be drawn: ${message}`, { cause });
  }
}

type ChartRow = Record<string, string | number | boolean | null>;

const tableOf = (data: ResultHandle, rows: readonly ChartRow[]): ChartTable => {
  const columns = data.columns.map((column) => column.name);
  return {
    columns,
    rows: rows.slice(0, TABLE_ROWS).map((row) => columns.map((name) => row[name] ?? null)),
    total: rows.length,
  };
};

async function missing(spec: ChartSpec, rows: readonly ChartRow[] | null): Promise<readonly string[]> {
  const field = rows ? countryField(spec) : null;
  return field === null ? [] : notOnMap(await worldCountries(), rows ?? [], field);
}

/** The drawing on the ground that it was drawn for: dark text on nothing is lost on a dark page. */
function grounded(svg: string, host: HTMLElement): string {
  const ground = getComputedStyle(host).getPropertyValue('--wb-bg').trim();
  return svg.replace(/^(<svg[^>]*>)/, `$1<rect width="100%" height="100%" fill="${ground}"/>`);
}

/** An SVG as a PNG, drawn by the page itself at twice the size. */
async function pictureOf(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob(
        (blob) =>
          blob ? resolve(blob) : reject(new WaybillError('chart/picture', 'The chart could not be made a picture.')),
        'image/png',
      );
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
