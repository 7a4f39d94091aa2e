/** The edge between two panels: dragged with the mouse or moved with the arrow keys. */
import type { KeyboardEvent, PointerEvent } from 'react';

interface ResizerProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** 1 where moving right makes the panel wider, -1 where it makes it narrower. */
  readonly direction: 1 | -1;
  readonly onChange: (value: number) => void;
  /** Given the last value when the move is over. */
  readonly onDone: (value: number) => void;
}

const STEP_PX = 16;

export function Resizer({ label, value, min, max, direction, onChange, onDone }: ResizerProps) {
  const clamp = (wanted: number): number => Math.round(Math.min(max, Math.max(min, wanted)));

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    event.preventDefault();
    const handle = event.currentTarget;
    const startX = event.clientX;
    handle.setPointerCapture(event.pointerId);
    let last = value;
    const move = (e: globalThis.PointerEvent): void => {
      last = clamp(value + direction * (e.clientX - startX));
      onChange(last);
    };
    const up = (): void => {
      handle.removeEventListener('pointermove', move);
      onDone(last);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', up, { once: true });
    handle.addEventListener('pointercancel', up, { once: true });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const wanted = {
      ArrowLeft: value - direction * STEP_PX,
      ArrowRight: value + direction * STEP_PX,
      Home: min,
      End: max,
    }[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    onDone(clamp(wanted));
  };

  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      className="wb-resizer"
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
