/** The map with its arcs. The table beside it has the same routes for the keyboard and for reading. */
import { useEffect, useMemo, useRef, useState, type PointerEvent as ReactPointerEvent } from 'react';
import { geoEqualEarth, geoPath } from 'd3-geo';
import { Maximize2, Minus, Plus } from 'lucide-react';
import { placeOf } from '../../shared/geo/places.ts';
import { showFailure } from '../app/toasts.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { arcLabel, countryTotals, type Arc } from './arcs.ts';
import { amountText, countryName, sizeOf, type Measure } from './figures.ts';
import { curve, freeLabels, type Point } from './map-shapes.ts';
import { useSize } from './use-size.ts';
import { loadWorld, type Land } from './world.ts';

interface WorldMapProps {
  readonly arcs: readonly Arc[];
  readonly measure: Measure;
  readonly chosen: string | null;
  /** An arc that the table points at. */
  readonly pointed: ReadonlySet<string>;
  readonly label: string;
  readonly onChoose: (arc: Arc) => void;
  readonly onClear: () => void;
}

interface View {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}
const WHOLE: View = { k: 1, x: 0, y: 0 };
const THICKEST = 9;
const NEAREST = 620;

/** Width of a line in pixels by its share of the greatest. */
export const widthOf = (share: number): number => 1.1 + (THICKEST - 1.1) * Math.sqrt(share);

export function WorldMap({ arcs, measure, chosen, pointed, label, onChoose, onClear }: WorldMapProps) {
  const host = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(host);
  const [world, setWorld] = useState<readonly Land[]>([]);
  const [view, setView] = useState(WHOLE);
  const [tip, setTip] = useState<{ readonly text: string; readonly figures: string; readonly at: Point } | null>(null);
  useEffect(() => {
    let wanted = true;
    loadWorld().then(
      (lands) => {
        if (wanted) setWorld(lands);
      },
      (thrown: unknown) => showFailure('The map could not be drawn', thrown),
    );
    return () => {
      wanted = false;
    };
  }, []);

  const totals = useMemo(() => countryTotals(arcs, measure), [arcs, measure]);
  const places = useMemo(
    () =>
      [...totals.keys()].toSorted().flatMap((code) => {
        const place = placeOf(code);
        return place ? [place] : [];
      }),
    [totals],
  );
  const { lands, project } = useMemo(() => {
    const projection = geoEqualEarth();
    const coordinates = places.map(({ at }) => [at[0], at[1]]);
    const [w, h] = [Math.max(200, width), Math.max(160, height)];
    const inside: [[number, number], [number, number]] = [[w * 0.1, h * 0.16], [w * 0.9, h * 0.84]]; // prettier-ignore
    if (coordinates.length > 1) projection.fitExtent(inside, { type: 'MultiPoint', coordinates });
    else projection.fitExtent([[8, 8], [w - 8, h - 8]], { type: 'Sphere' }); // prettier-ignore
    // Neighbours alone would fill the map with two countries: some of the world around them stays in view.
    if (projection.scale() > NEAREST) {
      const [cx, cy] = projection.invert?.([w / 2, h / 2]) ?? [0, 0];
      projection.scale(NEAREST);
      const [px, py] = projection([cx, cy]) ?? [0, 0];
      const [tx, ty] = projection.translate();
      projection.translate([tx + w / 2 - px, ty + h / 2 - py]);
    }
    const path = geoPath(projection);
    return {
      lands: world.map(({ code, shape }) => ({ code, d: path(shape) ?? '' })),
      project: (at: readonly [number, number]): Point => projection([at[0], at[1]]) ?? [0, 0],
    };
  }, [world, width, height, places]);

  const greatest = Math.max(1, ...arcs.map((arc) => sizeOf(arc, measure)));
  const heaviest = Math.max(1, ...totals.values());
  const where = (code: string): Point | null => {
    const place = placeOf(code);
    if (!place) return null;
    const [x, y] = project(place.at);
    return [x * view.k + view.x, y * view.k + view.y];
  };
  const radius = (code: string): number => 2.5 + 5 * Math.sqrt((totals.get(code) ?? 0) / heaviest);
  const labels = freeLabels(
    [...totals]
      .toSorted((a, b) => b[1] - a[1])
      .flatMap(([code]) => {
        const at = where(code);
        return at ? [{ text: countryName(code), at: [at[0], at[1] - radius(code) - 4] as Point }] : [];
      }),
  );

  const zoomAt = (factor: number, x: number, y: number): void =>
    setView((v) => {
      const k = Math.min(12, Math.max(0.5, v.k * factor));
      return { k, x: x - ((x - v.x) / v.k) * k, y: y - ((y - v.y) / v.k) * k };
    });
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      zoomAt(Math.exp(-event.deltaY * 0.0015), event.clientX - box.left, event.clientY - box.top);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);
  const onPan = (event: ReactPointerEvent<SVGSVGElement>): void => {
    const svg = event.currentTarget;
    const [x, y] = [event.clientX, event.clientY];
    const before = view;
    let moved = false;
    const move = (e: PointerEvent): void => {
      if (!moved && Math.hypot(e.clientX - x, e.clientY - y) < 4) return;
      if (!moved) svg.setPointerCapture(event.pointerId);
      moved = true;
      setView({ ...before, x: before.x + e.clientX - x, y: before.y + e.clientY - y });
    };
    const up = (e: PointerEvent): void => {
      svg.removeEventListener('pointermove', move);
      svg.removeEventListener('pointercancel', up);
      if (!moved && e.type === 'pointerup' && !(e.target as Element).closest('[data-arc]')) onClear();
    };
    svg.addEventListener('pointermove', move);
    svg.addEventListener('pointerup', up, { once: true });
    svg.addEventListener('pointercancel', up, { once: true });
  };

  const quiet = chosen !== null || pointed.size > 0;
  const near = (arc: Arc): boolean => arc.key === chosen || pointed.has(arc.key);
  return (
    <div className="wb-map" ref={host}>
      <svg width={width} height={height} role="img" aria-label={label} onPointerDown={onPan}>
        <g className="wb-lands" transform={`translate(${view.x} ${view.y}) scale(${view.k})`}>
          {lands.map(({ code, d }, i) => (
            <path key={i} d={d} data-in={(code !== null && totals.has(code)) || undefined} />
          ))}
        </g>
        {arcs.map((arc) => {
          const [from, to] = [where(arc.from), where(arc.to)];
          if (!from || !to) return null;
          const wide = widthOf(sizeOf(arc, measure) / greatest);
          const { line, head } = curve(from, to, wide, radius(arc.to) + 1);
          return (
            <g
              key={arc.key}
              className="wb-arc"
              data-arc={arc.key}
              data-kind={arc.kind}
              data-on={near(arc) || undefined}
              data-quiet={(quiet && !near(arc)) || undefined}
              onClick={() => onChoose(arc)}
              onPointerMove={(event) => {
                const box = host.current?.getBoundingClientRect();
                setTip({
                  text: arcLabel(arc),
                  figures: amountText(arc),
                  at: [event.clientX - (box?.left ?? 0), event.clientY - (box?.top ?? 0)],
                });
              }}
              onPointerLeave={() => setTip(null)}
            >
              <path d={line} className="wb-arc-reach" />
              <path d={line} className="wb-arc-line" strokeWidth={wide} />
              <path d={head} className="wb-arc-head" />
            </g>
          );
        })}
        {places.map(({ code }) => {
          const at = where(code);
          return at && <circle key={code} className="wb-place" cx={at[0]} cy={at[1]} r={radius(code)} />;
        })}
        {labels.map(({ text, at }) => (
          <text key={text} className="wb-place-name" x={at[0]} y={at[1]}>
            {text}
          </text>
        ))}
      </svg>
      {tip && (
        <div
          className="wb-tip"
          data-left={tip.at[0] > width * 0.6 || undefined}
          style={{ left: tip.at[0], top: tip.at[1] }}
        >
          <p className="wb-strong">{tip.text}</p>
          <p>{tip.figures}</p>
        </div>
      )}
      <div className="wb-network-tools" role="group" aria-label="View of the map">
        <IconButton icon={Plus} label="Zoom in" onClick={() => zoomAt(1.5, width / 2, height / 2)} />
        <IconButton icon={Minus} label="Zoom out" onClick={() => zoomAt(1 / 1.5, width / 2, height / 2)} />
        <IconButton icon={Maximize2} label="Show all" onClick={() => setView(WHOLE)} />
      </div>
    </div>
  );
}
