import type { PhrasingSetup } from '../../../journeys/journeys.ts'
import type { Config } from '../../../platform/config.ts'

/** The model that phrases the insights, where one is configured. `folder`: for its account of what was spent. */
export function phrasingOf(config: Config, folder: string): PhrasingSetup | undefined {
  const { LLM_URL, LLM_MODEL, LLM_KEY, LLM_PRICE_IN, LLM_PRICE_OUT, LLM_CAP, LLM_CUSTOMERS } = config
  if (LLM_URL === undefined || LLM_MODEL === undefined) return
  const prices = { priceIn: LLM_PRICE_IN, priceOut: LLM_PRICE_OUT, cap: LLM_CAP }
  return { url: LLM_URL, key: LLM_KEY, model: LLM_MODEL, ...prices, customers: LLM_CUSTOMERS, folder }
}
