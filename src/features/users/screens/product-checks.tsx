/** Which products an agent serves. */
export function ProductChecks(props: {
  products: readonly { id: number; name: string }[]
  chosen: readonly number[]
  onChange(chosen: number[]): void
}) {
  const { products, chosen, onChange } = props
  return (
    <fieldset className="choice-plain">
      <legend>Products they serve</legend>
      <div className="checks">
        {products.map(({ id, name }) => (
          <label key={id} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={(event) => onChange(event.target.checked ? [...chosen, id] : chosen.filter((it) => it !== id))}
            />
            {name}
          </label>
        ))}
      </div>
      {products.length === 0 ? <p className="quiet">There are no active products yet.</p> : null}
    </fieldset>
  )
}
