/** Shapes of the world's countries, from a file of our own: nothing is fetched. Loaded when a map is first drawn. */
import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { codeOfShape } from '../../shared/geo/places.ts';

export interface Land {
  /** ISO 3166-1 alpha-2; null for land without a code. */
  readonly code: string | null;
  readonly shape: Feature<Geometry>;
}

let loaded: Promise<readonly Land[]> | null = null;

/** Source: Natural Earth 1:110m (public domain), as packed by world-atlas. */
export function loadWorld(): Promise<readonly Land[]> {
  loaded ??= Promise.all([import('world-atlas/countries-110m.json'), import('topojson-client')]).then(
    ([{ default: file }, { feature }]) => {
      const world = file as unknown as Topology<{ countries: GeometryCollection }>;
      const shapes = feature(world, world.objects.countries) as FeatureCollection;
      return shapes.features.map((shape) => ({
        code: shape.id === undefined ? null : (codeOfShape(String(shape.id)) ?? null),
        shape,
      }));
    },
  );
  loaded.catch(() => (loaded = null));
  return loaded;
}
