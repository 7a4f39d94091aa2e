/** The drawn network with its tools. The list of parties beside it is its equivalent for those who do not see it. */
import { useEffect, useRef, useState } from 'react';
import { Maximize2, Minus, Plus } from 'lucide-react';
import { showFailure } from '../app/toasts.ts';
import { IconButton } from '../ui/IconButton.tsx';
import type { Lit, PartyGraph, Places } from './network-graph.ts';
import { plainStage } from './plain-stage.ts';
import { settle } from './settle.ts';
import { hasWebGl, type Stage, type StageEvents } from './stage.ts';
import type { ReadColour } from './use-scheme.ts';

interface NetworkCanvasProps {
  readonly graph: PartyGraph;
  readonly places: Places;
  readonly lit: Lit | null;
  readonly current: string | null;
  readonly colours: ReadColour;
  readonly label: string;
  readonly events: StageEvents;
}

export function NetworkCanvas({ graph, places, lit, current, colours, label, events }: NetworkCanvasProps) {
  const host = useRef<HTMLDivElement>(null);
  const stage = useRef<Stage | null>(null);
  const latest = useRef({ events, graph });
  const [plain, setPlain] = useState(false);
  const [ready, setReady] = useState(0);
  useEffect(() => {
    latest.current = { events, graph };
  });

  // The stage is made once for each scheme: its colours are compiled into it.
  useEffect(() => {
    const element = host.current;
    if (!element) return undefined;
    let ended = false;
    const told: StageEvents = {
      onParty: (key, path) => latest.current.events.onParty(key, path),
      onLink: (key) => latest.current.events.onLink(key),
      onHover: (key) => latest.current.events.onHover(key),
    };
    const palette = {
      ground: colours('--wb-bg'),
      text: colours('--wb-text'),
      faint: colours('--wb-faint'),
      edge: colours('--wb-edge'),
      lit: colours('--wb-edge-lit'),
      border: colours('--wb-border-strong'),
    };
    const begin = (made: Stage, isPlain: boolean): void => {
      stage.current = made;
      setPlain(isPlain);
      setReady((n) => n + 1);
    };
    const beginPlain = (): void => begin(plainStage(element, latest.current.graph, palette, told), true);
    if (!hasWebGl()) beginPlain();
    else {
      import('./webgl-stage.ts')
        .then(({ webglStage }) => {
          if (!ended) begin(webglStage(element, latest.current.graph, palette, told), false);
        })
        .catch((thrown: unknown) => {
          if (ended) return;
          showFailure('The network is drawn plainly', thrown);
          beginPlain();
        });
    }
    return () => {
      ended = true;
      stage.current?.end();
      stage.current = null;
    };
  }, [colours]);

  useEffect(() => {
    const now = stage.current;
    if (!now) return undefined;
    now.show(graph);
    return settle(graph, places, () => now.moved());
  }, [graph, places, ready]);

  useEffect(() => {
    stage.current?.light(lit, current);
    if (current !== null) stage.current?.centreOn(current);
  }, [lit, current, graph, ready]);

  return (
    <div className="wb-network">
      <div ref={host} className="wb-network-host" role="img" aria-label={label} />
      {plain && (
        <p className="wb-network-plain">
          This machine draws no WebGL here: the network is drawn plainly. Use the list to select, + and − to zoom.
        </p>
      )}
      <div className="wb-network-tools" role="group" aria-label="View of the network">
        <IconButton icon={Plus} label="Zoom in" onClick={() => stage.current?.zoom('in')} />
        <IconButton icon={Minus} label="Zoom out" onClick={() => stage.current?.zoom('out')} />
        <IconButton icon={Maximize2} label="Show all" onClick={() => stage.current?.fit()} />
      </div>
    </div>
  );
}
