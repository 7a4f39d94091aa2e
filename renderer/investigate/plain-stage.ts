/** The network drawn on a plain canvas, for machines without WebGL: it can be pointed at and zoomed, not dragged. */
import type { Shape } from './categories.ts';
import type { Lit, PartyGraph } from './network-graph.ts';
import { mixed, type Stage, type StageColours, type StageEvents } from './stage.ts';

const MARGIN = 60;
const LABELS = 40;

type Point = readonly [x: number, y: number];

/** Outline of a shape of a radius of 1, as points; null: a circle. */
const OUTLINES: Readonly<Record<Shape, readonly Point[] | null>> = {
  circle: null,
  ring: null,
  square: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
  diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
  triangle: [[0, -1.24], [1.07, 0.62], [-1.07, 0.62]],
  down: [[0, 1.24], [1.07, -0.62], [-1.07, -0.62]],
  hexagon: [[0.5, -0.88], [1, 0], [0.5, 0.88], [-0.5, 0.88], [-1, 0], [-0.5, -0.88]],
  plus: [[-0.4, -1], [0.4, -1], [0.4, -0.4], [1, -0.4], [1, 0.4], [0.4, 0.4], [0.4, 1], [-0.4, 1], [-0.4, 0.4], [-1, 0.4], [-1, -0.4], [-0.4, -0.4]],
}; // prettier-ignore

export function plainStage(host: HTMLElement, first: PartyGraph, colours: StageColours, events: StageEvents): Stage {
  const canvas = document.createElement('canvas');
  canvas.className = 'wb-plain-stage';
  host.append(canvas);
  const context = canvas.getContext('2d');
  let graph = first;
  let lit: Lit | null = null;
  let current: string | null = null;
  let scale = 1;
  let middle: { x: number; y: number } | null = null;
  let frame = 0;

  const extent = (): { x0: number; y0: number; x1: number; y1: number } => {
    const box = { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
    graph.forEachNode((_key, { x, y }) => {
      box.x0 = Math.min(box.x0, x);
      box.x1 = Math.max(box.x1, x);
      box.y0 = Math.min(box.y0, y);
      box.y1 = Math.max(box.y1, y);
    });
    return box;
  };
  const projection = (): ((at: { x: number; y: number }) => Point) => {
    const { x0, y0, x1, y1 } = extent();
    const [width, height] = [host.clientWidth, host.clientHeight];
    const k =
      scale * Math.min((width - 2 * MARGIN) / Math.max(1, x1 - x0), (height - 2 * MARGIN) / Math.max(1, y1 - y0));
    const centre = middle ?? { x: (x0 + x1) / 2, y: (y0 + y1) / 2 };
    return ({ x, y }) => [width / 2 + (x - centre.x) * k, height / 2 - (y - centre.y) * k];
  };

  const draw = (): void => {
    frame = 0;
    if (!context) return;
    const ratio = devicePixelRatio;
    canvas.width = host.clientWidth * ratio;
    canvas.height = host.clientHeight * ratio;
    context.scale(ratio, ratio);
    const at = projection();
    const dim = (colour: string): string => mixed(colour, colours.ground, 0.82);
    graph.forEachEdge((key, look, _from, _to, from, to) => {
      context.strokeStyle = lit === null ? look.color : lit.links.has(key) ? colours.lit : dim(look.color);
      context.lineWidth = look.size;
      context.beginPath();
      context.moveTo(...at(from));
      context.lineTo(...at(to));
      context.stroke();
    });
    let labels = 0;
    graph.forEachNode((key, look) => {
      const [x, y] = at(look);
      const on = lit === null || lit.parties.has(key);
      context.fillStyle = on ? look.color : dim(look.color);
      context.strokeStyle = key === current ? colours.text : colours.ground;
      context.lineWidth = key === current ? 2 : 1;
      trace(context, look.category.shape, x, y, look.size);
      if (on && (key === current || labels++ < LABELS)) {
        context.fillStyle = colours.text;
        context.font = '12px Inter Variable, Noto Sans, sans-serif';
        context.fillText(look.label.slice(0, 34), x + look.size + 3, y + 4);
      }
    });
  };
  const soon = (): void => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };

  const partyAt = (event: MouseEvent): string | null => {
    const box = canvas.getBoundingClientRect();
    const at = projection();
    let found: string | null = null;
    graph.forEachNode((key, look) => {
      const [x, y] = at(look);
      if (Math.hypot(event.clientX - box.left - x, event.clientY - box.top - y) <= Math.max(6, look.size)) found = key;
    });
    return found;
  };
  canvas.addEventListener('click', (event) => events.onParty(partyAt(event), event.shiftKey));
  canvas.addEventListener('mousemove', (event) => {
    const key = partyAt(event);
    canvas.style.cursor = key === null ? '' : 'pointer';
    events.onHover(key);
  });
  const size = new ResizeObserver(soon);
  size.observe(host);

  return {
    show(next) {
      graph = next;
      lit = null;
      current = null;
      soon();
    },
    light(nextLit, nextCurrent) {
      lit = nextLit;
      current = nextCurrent;
      soon();
    },
    moved: soon,
    centreOn(key) {
      if (scale > 1 && graph.hasNode(key)) middle = graph.getNodeAttributes(key);
      soon();
    },
    fit() {
      scale = 1;
      middle = null;
      soon();
    },
    zoom(by) {
      scale = Math.min(20, Math.max(0.5, scale * (by === 'in' ? 1.5 : 1 / 1.5)));
      if (current !== null && graph.hasNode(current)) middle = graph.getNodeAttributes(current);
      soon();
    },
    end() {
      cancelAnimationFrame(frame);
      size.disconnect();
      canvas.remove();
    },
  };
}

function trace(context: CanvasRenderingContext2D, shape: Shape, x: number, y: number, r: number): void {
  const outline = OUTLINES[shape];
  context.beginPath();
  if (outline === null) context.arc(x, y, r * 0.95, 0, 2 * Math.PI);
  else for (const [px, py] of outline) context.lineTo(x + px * r, y + py * r);
  context.closePath();
  if (shape === 'ring') {
    context.strokeStyle = context.fillStyle;
    context.lineWidth = Math.max(1.5, r * 0.4);
  } else {
    context.fill();
  }
  context.stroke();
}
