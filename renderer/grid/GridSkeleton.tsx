/** Stands where the table will be, so that nothing moves when it comes. */
export function GridSkeleton() {
  return (
    <div className="wb-skeleton" aria-hidden>
      <div className="wb-skeleton-head" />
      {Array.from({ length: 24 }, (_, i) => (
        <div className="wb-skeleton-row" key={i} />
      ))}
    </div>
  );
}
