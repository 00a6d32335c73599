import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { get, post } from '../../../web/client/api.ts'
import { SaveBar } from '../../../web/crm/save-bar.tsx'
import { Failed, SkeletonRows } from '../../../web/crm/states.tsx'
import { useEdits } from '../../../web/crm/use-edits.ts'
import type { ProductAgents } from '../../users/schema.ts'
import type { ProductDetails } from '../schema.ts'
import { useProductChange } from './product-queries.ts'

const byId = (a: number, b: number) => a - b

/** Which agents serve the product. */
export function AgentsSection({ product }: { product: ProductDetails }) {
  const agents = useQuery({
    queryKey: ['product agents', product.id],
    queryFn: ({ signal }) => get<ProductAgents>(`/api/products/${product.id}/agents`, { signal }),
  })
  return (
    <section className="section" aria-labelledby="agents-title">
      <h2 id="agents-title">Agents</h2>
      {agents.error && !agents.data ? <Failed problem={agents.error} again={() => void agents.refetch()} /> : null}
      {agents.data ? (
        <Checks product={product} agents={agents.data.rows} />
      ) : agents.error ? null : (
        <SkeletonRows rows={3} />
      )}
    </section>
  )
}

function Checks({ product, agents }: { product: ProductDetails; agents: ProductAgents['rows'] }) {
  const queries = useQueryClient()
  const serving = agents.filter(({ serves }) => serves).map(({ id }) => id)
  const edits = useEdits({ serving: serving.toSorted(byId) })
  const save = useProductChange(product.id, async (chosen: number[]) => {
    await post(`/api/products/${product.id}/agents`, { agents: chosen }, { retry: true })
    await queries.invalidateQueries({ queryKey: ['product agents'] })
    await queries.invalidateQueries({ queryKey: ['users'] })
  })
  if (agents.length === 0) {
    return (
      <p className="quiet">
        There are no active agents yet. <Link to="/crm/users">Invite one</Link>, then say here that they serve it.
      </p>
    )
  }
  const chosen = edits.values.serving
  const check = (id: number, on: boolean) =>
    edits.set({ serving: (on ? [...chosen, id] : chosen.filter((it) => it !== id)).toSorted(byId) })
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(chosen, { onSuccess: edits.reset })
      }}
    >
      <fieldset>
        <legend className="unseen">Agents who serve it</legend>
        <div className="checks">
          {agents.map(({ id, name, email }) => (
            <label key={id} className="check" title={email}>
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={(event) => check(id, event.target.checked)}
              />
              {name}
            </label>
          ))}
        </div>
      </fieldset>
      <SaveBar
        dirty={edits.dirty}
        busy={save.isPending}
        saved={save.isSuccess ? 'Saved' : null}
        problem={save.error?.message ?? null}
        onDiscard={edits.reset}
      />
    </form>
  )
}
