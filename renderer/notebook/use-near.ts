/** Whether something is on screen or near it: editors, grids and charts of a long notebook are made only then. */
import { createContext, useContext, useEffect, useState, type RefObject } from 'react';

/** Pixels beyond the edges that count as near. */
const NEAR_PX = 900;

/** Tells many elements of one scrolling page apart into near and far. */
export class NearWatch {
  private observer: IntersectionObserver | null = null;
  private readonly wake = new Map<Element, (near: boolean) => void>();

  attach(root: Element): () => void {
    this.observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) this.wake.get(entry.target)?.(entry.isIntersecting);
      },
      { root, rootMargin: `${NEAR_PX}px 0px` },
    );
    for (const element of this.wake.keys()) this.observer.observe(element);
    return () => {
      this.observer?.disconnect();
      this.observer = null;
    };
  }
  watch(element: Element, wake: (near: boolean) => void): () => void {
    this.wake.set(element, wake);
    this.observer?.observe(element);
    return () => {
      this.wake.delete(element);
      this.observer?.unobserve(element);
    };
  }
}

export const NearContext = createContext<NearWatch | null>(null);

export function useNear(ref: RefObject<Element | null>): boolean {
  const watch = useContext(NearContext);
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (!watch || !ref.current) return undefined;
    return watch.watch(ref.current, setNear);
  }, [watch, ref]);
  return near;
}
