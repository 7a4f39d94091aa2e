/** Days that matter, as the analyst names them. */
import { Plus, X } from 'lucide-react';
import { IconButton } from '../ui/IconButton.tsx';
import { useInvestigation, type Marker } from './investigation.ts';

const set = (change: (markers: readonly Marker[]) => readonly Marker[]): void =>
  useInvestigation.setState(({ markers }) => ({ markers: change(markers) }));

/** @param suggested the day of a new marker */
export function MarkerList({ suggested }: { readonly suggested: string }) {
  const markers = useInvestigation((s) => s.markers);
  const edit = (id: string, part: Partial<Marker>): void =>
    set((all) => all.map((marker) => (marker.id === id ? { ...marker, ...part } : marker)));
  const add = (): void => {
    const taken = new Set(markers.map((marker) => marker.id));
    let number = markers.length + 1;
    while (taken.has(`m${number}`)) number += 1;
    set((all) => [...all, { id: `m${number}`, date: suggested, label: 'New marker' }]);
  };
  return (
    <section className="wb-markers" aria-label="Markers">
      <h2 className="wb-side-title">
        Markers <span className="wb-grow" />
        <IconButton icon={Plus} label="Add a marker" onClick={add} />
      </h2>
      <ul>
        {markers.map((marker) => (
          <li key={marker.id} className="wb-marker-row">
            <input
              type="date"
              aria-label={`Day of ${marker.label}`}
              value={marker.date}
              onChange={(event) => {
                // An unfinished date is empty; it is taken when it is whole.
                const { value } = event.currentTarget;
                if (/^\d{4}-\d\d-\d\d$/.test(value)) edit(marker.id, { date: value });
              }}
            />
            <input
              type="text"
              aria-label={`Name of the marker of ${marker.date}`}
              maxLength={200}
              value={marker.label}
              onChange={(event) => edit(marker.id, { label: event.currentTarget.value })}
            />
            <IconButton
              icon={X}
              label={`Remove ${marker.label}`}
              onClick={() => set((all) => all.filter((each) => each.id !== marker.id))}
            />
          </li>
        ))}
      </ul>
      {markers.length === 0 && <p className="wb-note">No marker. Add the days that your story turns on.</p>}
    </section>
  );
}
