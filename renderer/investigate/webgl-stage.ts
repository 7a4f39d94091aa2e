/** The network drawn by sigma. Loaded when a network is first looked at. */
import Sigma from 'sigma';
import type { NodeHoverDrawingFunction, NodeLabelDrawingFunction } from 'sigma/rendering';
import type { EdgeLook, Lit, NodeLook, PartyGraph } from './network-graph.ts';
import { shapeProgram } from './shape-program.ts';
import { mixed, rgbOf, type Stage, type StageColours, type StageEvents } from './stage.ts';

const FONT = 'Inter Variable, Noto Sans, sans-serif';
const LONGEST_LABEL = 34;

export function webglStage(host: HTMLElement, first: PartyGraph, colours: StageColours, events: StageEvents): Stage {
  let lit: Lit | null = null;
  let current: string | null = null;
  let middle = -Infinity;
  const dim = (colour: string): string => mixed(colour, colours.ground, 0.82);

  const hover: NodeHoverDrawingFunction<NodeLook, EdgeLook> = (context, data, settings) => {
    const label = cut(data.label ?? '');
    context.font = `600 ${settings.labelSize}px ${FONT}`;
    const width = context.measureText(label).width;
    const x = data.x + data.size + 4;
    context.fillStyle = colours.ground;
    context.strokeStyle = colours.border;
    context.beginPath();
    context.roundRect(x, data.y - 11, width + 12, 22, 4);
    context.fill();
    context.stroke();
    context.fillStyle = colours.text;
    context.fillText(label, x + 6, data.y + settings.labelSize / 3);
  };

  // With a rim of the ground, so that it can be read over links.
  const name: NodeLabelDrawingFunction<NodeLook, EdgeLook> = (context, data, settings) => {
    if (data.label === null || data.label === undefined || data.label === '') return;
    context.font = `${settings.labelWeight} ${settings.labelSize}px ${FONT}`;
    // Names of neighbours stand away from the party that they surround.
    const left = 'left' in data && data.left === true;
    context.textAlign = left ? 'right' : 'left';
    const [x, y] = [data.x + (left ? -1 : 1) * (data.size + 4), data.y + settings.labelSize / 3];
    context.lineWidth = 3;
    context.lineJoin = 'round';
    context.strokeStyle = colours.ground;
    context.strokeText(data.label, x, y);
    context.fillStyle = colours.text;
    context.fillText(data.label, x, y);
    context.textAlign = 'left';
  };

  const sigma = new Sigma<NodeLook, EdgeLook>(first, host, {
    nodeProgramClasses: { shape: shapeProgram(rgbOf(colours.ground)) },
    defaultNodeType: 'shape',
    defaultEdgeType: 'arrow',
    enableEdgeEvents: true,
    labelFont: FONT,
    labelSize: 12,
    labelWeight: '500',
    labelColor: { color: colours.text },
    labelDensity: 0.5,
    labelGridCellSize: 150,
    labelRenderedSizeThreshold: 5,
    stagePadding: 48,
    zIndex: true,
    minCameraRatio: 0.05,
    maxCameraRatio: 3,
    defaultDrawNodeHover: hover,
    defaultDrawNodeLabel: name,
    nodeReducer: (key, data) => {
      const label = cut(data.label);
      if (key === current) return { ...data, label, highlighted: true, size: data.size + 2, zIndex: 2 };
      if (lit === null) return { ...data, label };
      return lit.parties.has(key)
        ? { ...data, label, forceLabel: lit.parties.size < 40, left: data.x < middle, zIndex: 1 }
        : { ...data, label: null, color: dim(data.color), zIndex: 0 };
    },
    edgeReducer: (key, data) => {
      if (lit === null) return data;
      return lit.links.has(key)
        ? { ...data, color: colours.lit, size: data.size + 0.5, zIndex: 1 }
        : { ...data, color: dim(data.color), zIndex: 0 };
    },
  });
  const shift = (event: { original: Event }): boolean =>
    'shiftKey' in event.original && event.original.shiftKey === true;
  sigma.on('clickNode', ({ node, event }) => events.onParty(node, shift(event)));
  sigma.on('clickEdge', ({ edge }) => events.onLink(edge));
  sigma.on('clickStage', () => events.onParty(null, false));
  sigma.on('enterNode', ({ node }) => {
    host.style.cursor = 'pointer';
    events.onHover(node);
  });
  sigma.on('leaveNode', () => {
    host.style.cursor = '';
    events.onHover(null);
  });
  sigma.on('enterEdge', () => (host.style.cursor = 'pointer'));
  sigma.on('leaveEdge', () => (host.style.cursor = ''));
  // Sigma itself looks at the size of the window only; panels change the host's too.
  const sized = new ResizeObserver(() => {
    if (host.clientWidth === 0 || host.clientHeight === 0) return;
    sigma.resize();
    sigma.scheduleRefresh();
  });
  sized.observe(host);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const duration = still ? 0 : 250;

  return {
    show(graph) {
      lit = null;
      current = null;
      sigma.setGraph(graph);
    },
    light(nextLit, nextCurrent) {
      lit = nextLit;
      current = nextCurrent;
      const graph = sigma.getGraph();
      middle = current !== null && graph.hasNode(current) ? graph.getNodeAttribute(current, 'x') : -Infinity;
      sigma.refresh({ skipIndexation: true });
    },
    moved: () => sigma.scheduleRefresh(),
    centreOn(key) {
      const at = sigma.getNodeDisplayData(key);
      const camera = sigma.getCamera();
      if (!at || isInside(sigma, at)) return;
      void camera.animate({ x: at.x, y: at.y, ratio: Math.min(camera.ratio, 0.6) }, { duration });
    },
    fit: () => void sigma.getCamera().animatedReset({ duration }),
    zoom(by) {
      const camera = sigma.getCamera();
      void (by === 'in' ? camera.animatedZoom({ duration }) : camera.animatedUnzoom({ duration }));
    },
    end() {
      sized.disconnect();
      sigma.kill();
    },
  };
}

const cut = (label: string): string =>
  label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1).trimEnd()}…` : label;

/** Whether a place is well within what is seen. */
function isInside(sigma: Sigma<NodeLook, EdgeLook>, at: { readonly x: number; readonly y: number }): boolean {
  const { width, height } = sigma.getDimensions();
  const { x, y } = sigma.framedGraphToViewport(at);
  return x > 30 && y > 30 && x < width - 30 && y < height - 30;
}
