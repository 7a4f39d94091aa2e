/** Turns while something is read. Its words are read out: the drawing alone, a bare `span`, may carry no name. */
import { Loader } from '@mantine/core';

interface SpinnerProps {
  /** What is under way: `Reading the layout`. */
  readonly label: string;
  /** Pixels. */
  readonly size: number;
}

export function Spinner({ label, size }: SpinnerProps) {
  return (
    <span role="status" className="wb-spinner">
      <Loader size={size} aria-hidden />
      <span className="wb-sr">{label}</span>
    </span>
  );
}
