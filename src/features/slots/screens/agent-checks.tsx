import { useId } from 'react'

/** Who has a slot: each of them can join its meeting. */
export function AgentChecks(props: {
  agents: readonly { id: number; name: string }[]
  chosen: readonly number[]
  error?: string | undefined
  onChange(chosen: number[]): void
}) {
  const { agents, chosen, error, onChange } = props
  const id = useId()
  return (
    <fieldset className="choice-plain" aria-describedby={error ? id : undefined}>
      <legend>Agents</legend>
      <div className="checks checks-wide">
        {agents.map((agent) => (
          <label key={agent.id} className="check">
            <input
              type="checkbox"
              checked={chosen.includes(agent.id)}
              onChange={(event) =>
                onChange(event.target.checked ? [...chosen, agent.id] : chosen.filter((it) => it !== agent.id))
              }
            />
            {agent.name}
          </label>
        ))}
      </div>
      {agents.length === 0 ? <p className="quiet">Nobody serves this product yet. Assign agents to it first.</p> : null}
      {error ? (
        <p className="field-error" id={id} role="alert">
          {error}
        </p>
      ) : null}
    </fieldset>
  )
}
