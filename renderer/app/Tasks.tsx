/** Long work under way: how far, how fast, how long still; each can be cancelled. */
import { useEffect, useState } from 'react';
import { Button } from '@mantine/core';
import { formatBytes, formatCount, formatSeconds } from '../grid/format.ts';
import type { Progress } from '../../shared/contract/engine.ts';
import { paceOf } from './progress.ts';
import { useTasks } from './tasks.ts';

const TICK_MS = 500;

/** Seconds since a moment of `performance.now()`, ticking. */
export function useSecondsSince(began: number): number {
  const [now, setNow] = useState(began);
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, (now - began) / 1000);
}

/** `120 MB of 510 MB · 480,000 rows · 96 MB/s · 4 s left`, as far as it is known. */
export function progressText(progress: Progress | null, seconds: number): string {
  const pace = paceOf(progress, seconds);
  const parts: string[] = [];
  // Nothing read yet is no news.
  if (progress?.bytes) {
    parts.push(
      progress.totalBytes === undefined
        ? formatBytes(progress.bytes)
        : `${formatBytes(progress.bytes)} of ${formatBytes(progress.totalBytes)}`,
    );
  }
  if (progress?.rows) parts.push(`${formatCount(progress.rows)} rows`);
  if (pace.bytesPerSecond !== null) parts.push(`${formatBytes(pace.bytesPerSecond)}/s`);
  else if (pace.rowsPerSecond !== null) parts.push(`${formatCount(Math.round(pace.rowsPerSecond))} rows/s`);
  if (pace.secondsLeft !== null) parts.push(`${formatSeconds(pace.secondsLeft)} left`);
  return parts.join(' · ');
}

export function Tasks() {
  const tasks = useTasks((s) => s.tasks);
  if (tasks.length === 0) return null;
  return (
    <section className="wb-tasks" aria-label="Work under way">
      {tasks.map((task) => (
        <TaskView key={task.id} {...task} />
      ))}
    </section>
  );
}

interface TaskViewProps {
  readonly title: string;
  readonly progress: Progress | null;
  readonly began: number;
  readonly cancel: () => void;
}

export function TaskView({ title, progress, began, cancel }: TaskViewProps) {
  const seconds = useSecondsSince(began);
  const { fraction } = paceOf(progress, seconds);
  return (
    <div className="wb-task">
      <div className="wb-task-head">
        <span className="wb-strong wb-clip">{title}</span>
        <Button size="compact-xs" variant="default" onClick={cancel} aria-label={`Cancel: ${title}`}>
          Cancel
        </Button>
      </div>
      <ProgressBar label={title} fraction={fraction} />
      <div className="wb-note wb-clip">
        {progress?.phase ? `${progress.phase} · ` : ''}
        {progressText(progress, seconds) || formatSeconds(seconds)}
      </div>
    </div>
  );
}

export function ProgressBar({ label, fraction }: { readonly label: string; readonly fraction: number | null }) {
  return (
    <div
      className="wb-progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(fraction === null ? {} : { 'aria-valuenow': Math.round(fraction * 100) })}
    >
      <span
        data-unknown={fraction === null || undefined}
        style={fraction === null ? undefined : { transform: `scaleX(${fraction})` }}
      />
    </div>
  );
}
