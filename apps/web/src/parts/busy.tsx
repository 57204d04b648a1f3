/** Says that something is on its way. */
export function Busy({ what }: { what: string }) {
  return (
    <p className="busy" role="status">
      <span className="spinner" aria-hidden="true" />
      {what}…
    </p>
  )
}
