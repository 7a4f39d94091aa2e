/**
 * The one map that a chart may show: the countries of the world, named in a chart as `"data": {"name": "world"}` and
 * taken from a file of this program (Natural Earth 1:110m, public domain, by the package world-atlas). Each country has
 * its ISO 3166 alpha-2 code as `id`. Countries that are too small for the map are points at their place.
 */
import { WaybillError } from '../errors.ts';
import type { ChartSpec, Json } from './chart-spec.ts';

/** Name of the map in a chart, and of the rows of the chart's cell beside it. */
export const WORLD = 'world';
export const ROWS = 'rows';

interface CountryFeature {
  readonly type: 'Feature';
  /** ISO alpha-2; null for territories without a code. */
  readonly id: string | null;
  readonly properties: { readonly name: string };
  readonly geometry: Json;
}

/** Trading places that the map is too coarse for: longitude and latitude in degrees. */
const SMALL: readonly (readonly [code: string, name: string, longitude: number, latitude: number])[] = [
  ['AD', 'Andorra', 1.6, 42.5],
  ['AE', 'United Arab Emirates', 54.4, 23.9],
  ['AG', 'Antigua and Barbuda', -61.8, 17.1],
  ['BB', 'Barbados', -59.6, 13.2],
  ['BH', 'Bahrain', 50.6, 26.1],
  ['BM', 'Bermuda', -64.8, 32.3],
  ['CW', 'Curaçao', -69, 12.2],
  ['GI', 'Gibraltar', -5.35, 36.1],
  ['HK', 'Hong Kong', 114.2, 22.3],
  ['KM', 'Comoros', 43.3, -11.7],
  ['KY', 'Cayman Islands', -81.2, 19.3],
  ['LI', 'Liechtenstein', 9.5, 47.2],
  ['MC', 'Monaco', 7.4, 43.7],
  ['MH', 'Marshall Islands', 171.2, 7.1],
  ['MO', 'Macao', 113.5, 22.2],
  ['MT', 'Malta', 14.4, 35.9],
  ['MU', 'Mauritius', 57.6, -20.3],
  ['MV', 'Maldives', 73.2, 3.2],
  ['SC', 'Seychelles', 55.5, -4.6],
  ['SG', 'Singapore', 103.8, 1.4],
  ['SM', 'San Marino', 12.5, 43.9],
  ['VC', 'Saint Vincent and the Grenadines', -61.2, 13.2],
  ['VG', 'British Virgin Islands', -64.6, 18.4],
  ['WS', 'Samoa', -172.1, -13.8],
];

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** All names of data in a chart, `datasets` and lookups included. */
function dataNames(spec: Json): string[] {
  if (Array.isArray(spec)) return spec.flatMap((part) => dataNames(part as Json));
  if (!isObject(spec)) return [];
  return Object.entries(spec).flatMap(([key, value]) => {
    if (key === 'values' || key === 'datasets') return [];
    const own = key === 'data' && isObject(value) && typeof value['name'] === 'string' ? [value['name']] : [];
    return [...own, ...dataNames(value)];
  });
}

/**
 * Whether a chart shows the map.
 * @throws WaybillError 'chart/unknown-data' if it names data that nobody gives
 */
export function usesWorld(spec: ChartSpec): boolean {
  const datasets = isObject(spec['datasets']) ? Object.keys(spec['datasets']) : [];
  const own = new Set([WORLD, ROWS, ...datasets]);
  // The name of the chart's own data is overridden by its rows, unless it is the map.
  const { data, ...inside } = spec;
  const top = isObject(data) && data['name'] === WORLD;
  const names = dataNames(inside);
  const unknown = names.find((name) => !own.has(name));
  if (unknown !== undefined)
    throw new WaybillError(
      'chart/unknown-data',
      `The chart names the data “${unknown}”. It can name “${WORLD}” (the map) and “${ROWS}” (the rows of its cell).`,
    );
  return top || names.includes(WORLD);
}

let countries: Promise<readonly CountryFeature[]> | null = null;

/** The countries as GeoJSON features; read once, and only where a chart needs them. */
export function worldCountries(): Promise<readonly CountryFeature[]> {
  countries ??= readCountries();
  return countries;
}

async function readCountries(): Promise<readonly CountryFeature[]> {
  const [{ default: atlas }, { feature }, { default: codes }] = await Promise.all([
    import('world-atlas/countries-110m.json'),
    import('topojson-client'),
    import('i18n-iso-countries/codes.json'),
  ]);
  const alpha2 = new Map((codes as readonly (readonly string[])[]).map(([two, , numeric]) => [numeric, two ?? null]));
  const topology = atlas as unknown as Parameters<typeof feature>[0];
  const whole = feature(topology, topology.objects['countries']!) as unknown as {
    features: readonly { id?: string; properties: { name: string }; geometry: Json }[];
  };
  const drawn = whole.features.map(({ id, properties, geometry }): CountryFeature => ({
    type: 'Feature',
    id: (id === undefined ? undefined : alpha2.get(id.padStart(3, '0'))) ?? null,
    properties: { name: properties.name },
    geometry,
  }));
  const shown = new Set(drawn.map((country) => country.id));
  const points = SMALL.filter(([code]) => !shown.has(code)).map(
    ([code, name, longitude, latitude]): CountryFeature => ({
      type: 'Feature',
      id: code,
      properties: { name },
      geometry: { type: 'Point', coordinates: [longitude, latitude] },
    }),
  );
  return [...drawn.filter((country) => country.id !== 'AQ'), ...points];
}

/** The map and the rows as data sets of a chart. */
export const worldDatasets = (
  world: readonly CountryFeature[],
  rows: readonly Record<string, unknown>[] | null,
): { readonly [key: string]: Json } => ({
  [WORLD]: world as unknown as Json,
  [ROWS]: (rows ?? []) as unknown as Json,
});

/** The column that a chart looks up on the map; null if it looks up nothing. */
export function countryField(spec: Json): string | null {
  if (Array.isArray(spec))
    return spec.map((part) => countryField(part as Json)).find((field) => field !== null) ?? null;
  if (!isObject(spec)) return null;
  const { lookup, from } = spec;
  if (lookup === 'id' && isObject(from) && isObject(from['data']) && from['data']['name'] === ROWS)
    return typeof from['key'] === 'string' ? from['key'].replace(/\\(.)/g, '$1') : null;
  const inside = Object.entries(spec).filter(([key]) => key !== 'values' && key !== 'datasets');
  return countryField(inside.map(([, value]) => value));
}

/** Codes in the rows that the map does not have; they are said beside the chart. */
export function notOnMap(
  world: readonly CountryFeature[],
  rows: readonly Record<string, unknown>[],
  field: string,
): string[] {
  const shown = new Set(world.map((country) => country.id));
  const values = rows.map((row) => row[field]).filter((value) => value !== null && value !== undefined);
  return [...new Set(values.map(String))].filter((value) => !shown.has(value)).sort();
}
