/**
 * Charts without a window: Vega-Lite compiled, computed by the AST interpreter (no code is made from text), drawn as
 * SVG. Nothing can be loaded: the loader refuses everything.
 */
import type { ColumnInfo } from '../../shared/contract/values.ts';
import { WaybillError } from '../../shared/errors.ts';
import { checkFields, parseChart, withData, type ChartSpec } from '../../shared/notebook/chart-spec.ts';

/** Width of a chart that does not say its own, in CSS pixels. */
const WIDTH = 640;

/** Colours and type that print well, and can be told apart without seeing red and green. */
const CONFIG = {
  background: 'white',
  font: 'Inter, Helvetica, Arial, sans-serif',
  view: { stroke: null },
  axis: {
    labelLimit: 260,
    labelColor: '#333',
    titleColor: '#333',
    gridColor: '#ddd',
    domainColor: '#888',
    tickColor: '#888',
  },
  range: {
    ramp: { scheme: 'teals' },
    heatmap: { scheme: 'teals' },
    category: ['#3b6ea8', '#e08e2b', '#5f9e6e', '#b55d60', '#857aab', '#8d7866', '#d095bf', '#8c8c8c'],
  },
} as const;

/** Compiled by Vega-Lite to a Vega specification. */
async function compileChart(spec: ChartSpec): Promise<object> {
  const { compile } = await import('vega-lite');
  const silent = {
    level: () => silent,
    error: () => silent,
    warn: () => silent,
    info: () => silent,
    debug: () => silent,
  };
  try {
    const options = { config: CONFIG, logger: silent } as unknown as Parameters<typeof compile>[1];
    return compile(spec as unknown as Parameters<typeof compile>[0], options).spec;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new WaybillError('chart/unreadable', `Vega-Lite cannot draw this: ${message}`, { cause });
  }
}

/**
 * Checks a chart cell against the columns of its data, without drawing it.
 * @throws WaybillError 'chart/…'
 */
export async function checkChart(source: string, columns: readonly ColumnInfo[] | null): Promise<void> {
  const spec = parseChart(source);
  if (columns) checkFields(spec, columns);
  await compileChart(await withData(spec, columns ? [] : null, WIDTH));
}

/**
 * Draws a chart.
 * @param rows null where the chart has rows of its own
 * @returns an `<svg>` element that refers to nothing outside itself
 * @throws WaybillError 'chart/…'
 */
export async function drawChart(source: string, rows: readonly Record<string, unknown>[] | null): Promise<string> {
  const compiled = await compileChart(await withData(parseChart(source), rows, WIDTH));
  const { parse, View, loader } = await import('vega');
  const { expressionInterpreter } = await import('vega-interpreter');
  const refuse = (): never => {
    throw new WaybillError('chart/refused', 'A chart loads nothing from outside.');
  };
  const closed = Object.assign(loader(), { load: refuse, sanitize: refuse, http: refuse, file: refuse });
  let svg: string;
  try {
    const runtime = parse(compiled as Parameters<typeof parse>[0], undefined, { ast: true } as unknown as Parameters<
      typeof parse
    >[2]);
    const view = new View(runtime, {
      expr: expressionInterpreter,
      loader: closed,
      renderer: 'none',
      logLevel: 0,
    } as ConstructorParameters<typeof View>[1]);
    try {
      svg = await view.toSVG();
    } finally {
      view.finalize();
    }
  } catch (cause) {
    if (cause instanceof WaybillError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new WaybillError('chart/unreadable', `Vega cannot draw this: ${message}`, { cause });
  }
  // The last look: whatever a specification found to say, the picture refers to nothing and runs nothing.
  if (
    /<(?!\/?(?:svg|g|path|text|tspan|rect|line|circle|defs|clipPath|linearGradient|radialGradient|stop|title|desc|polygon|ellipse)[\s>/])|\shref=|xlink:|\son\w+=|javascript:|url\((?!#)/i.test(
      svg,
    )
  )
    throw new WaybillError('chart/refused', 'The drawn chart holds something that is no drawing.');
  return svg;
}
