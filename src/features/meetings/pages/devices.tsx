import { useEffect, useState } from 'react'
import { post } from '../../../web/client/api.ts'
import type { Problem } from '../../../web/client/problem.ts'
import { LocalMedia } from '../../../web/media/local-media.ts'
import { PageTop } from '../../../web/media/page-top.tsx'
import { Preview } from '../../../web/media/preview.tsx'
import { expertTexts as words } from '../../../web/media/texts-expert.ts'
import { useLocalMedia } from '../../../web/media/use-media.ts'
import { checkedProducts, keepDevicesChecked } from '../../live-demos/parts/device-check.ts'

export interface DevicesIsland {
  me: { id: number; name: string }
  /** Where to go once live. */
  next: string
  products: { id: number; name: string }[]
  brand: { name: string }
  trial: boolean
}

/** Checked before Go live: how the expert will be seen and heard, and for which products. */
export function DevicesPage(island: DevicesIsland) {
  return (
    <>
      <PageTop trial={island.trial} />
      <main id="main" className="m-lobby">
        <Check island={island} />
      </main>
    </>
  )
}

function Check({ island }: { island: DevicesIsland }) {
  const { products } = island
  const [media] = useState(() => new LocalMedia())
  const [chosen, setChosen] = useState<readonly number[]>(products.map(({ id }) => id))
  const [heard, setHeard] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const { audio, muted, phase } = useLocalMedia(media)

  // The queue's own Go live names its product.
  useEffect(() => {
    const known = checkedProducts(location.search).filter((id) => products.some((product) => product.id === id))
    if (known.length) setChosen(known)
  }, [products])

  const goLive = async () => {
    setBusy(true)
    setProblem(null)
    try {
      await post('/api/live', { action: 'GO', products: chosen }, { retry: true })
      keepDevicesChecked(Date.now())
      media.stop()
      location.assign(island.next)
    } catch (thrown) {
      setBusy(false)
      setProblem((thrown as Problem).message)
    }
  }
  return (
    <>
      <Preview media={media} name={island.me.name} onHeard={() => setHeard(true)} />
      <div className="m-lobby-card">
        <div className="m-lobby-text">
          <h1>{words.checkTitle}</h1>
          <p className="quiet">{words.checkLead}</p>
          {audio && !muted ? (
            <p className={heard ? 'm-ok' : 'quiet'} role="status">
              {heard ? words.micHeard : words.micQuiet}
            </p>
          ) : null}
        </div>
        <fieldset className="m-fieldset">
          <legend>{words.goLiveFor}</legend>
          {products.map(({ id, name }) => (
            <div className="check" key={id}>
              <input
                id={`m-product-${id}`}
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={({ target }) =>
                  setChosen(target.checked ? [...chosen, id] : chosen.filter((other) => other !== id))
                }
              />
              <label htmlFor={`m-product-${id}`}>{name}</label>
            </div>
          ))}
          {chosen.length === 0 ? <p className="error">{words.pickProduct}</p> : null}
        </fieldset>
        {problem ? (
          <p className="notice notice-error" role="alert">
            {problem}
          </p>
        ) : null}
        <button
          type="button"
          className="btn btn-primary m-thumb"
          disabled={busy || phase !== 'ready' || chosen.length === 0}
          onClick={() => void goLive()}
        >
          {words.goLive}
        </button>
        <div className="links">
          <a href={island.next}>{words.back}</a>
        </div>
      </div>
    </>
  )
}
