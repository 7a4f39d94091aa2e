/** Lets the network find its places: forces in small slices, so that nothing waits for it. */
import forceAtlas2 from 'graphology-layout-forceatlas2';
import type { PartyGraph, Places } from './network-graph.ts';

const STEPS = 400;
const SLICE_MS = 12;
const STEPS_AT_ONCE = 5;

/**
 * Moves the parties of the graph until they have settled, then keeps their places.
 * @param onMoved after each slice; once, at the end, where less motion is wanted
 * @returns what stops it
 */
export function settle(graph: PartyGraph, places: Places, onMoved: () => void): () => void {
  // Where most stand already, the newcomers find their place with less disturbance.
  const known = graph.filterNodes((key) => places.has(key)).length;
  const steps = graph.order > 0 && known / graph.order > 0.8 ? STEPS / 8 : STEPS;
  const settings = {
    ...forceAtlas2.inferSettings(graph),
    // Gravity that grows with distance packs unconnected groups evenly, whatever their number.
    gravity: 0.5,
    scalingRatio: 10,
    strongGravityMode: true,
    outboundAttractionDistribution: false,
    edgeWeightInfluence: 0.6,
    barnesHutOptimize: graph.order > 400,
    slowDown: 3,
  };
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let done = 0;
  let frame = 0;
  const keep = (): void => graph.forEachNode((key, { x, y }) => void places.set(key, { x, y }));
  const slice = (): void => {
    const until = performance.now() + SLICE_MS;
    while (done < steps && performance.now() < until) {
      forceAtlas2.assign(graph, { iterations: STEPS_AT_ONCE, settings, getEdgeWeight: 'weight' });
      done += STEPS_AT_ONCE;
    }
    if (!calm || done >= steps) onMoved();
    if (done < steps) frame = requestAnimationFrame(slice);
    else keep();
  };
  if (graph.order > 1) frame = requestAnimationFrame(slice);
  return () => {
    cancelAnimationFrame(frame);
    keep();
  };
}
