interface PlacesListProps {
  readonly places: readonly {
    readonly file: string;
    readonly line: number;
    /** The operation that stands there, if it is one. */
    readonly operation?: string | null;
  }[];
}

/** Where something is used, as places in the source. */
export function PlacesList({ places }: PlacesListProps) {
  return (
    <ul className="releases-places">
      {places.map(({ file, line, operation }) => (
        <li key={`${file}:${line} ${operation}`}>
          <code>{`${file}:${line}`}</code>
          {operation ? <span className="releases-quiet">{` in ${operation}`}</span> : null}
        </li>
      ))}
    </ul>
  );
}
