import { hydrateRoot } from 'react-dom/client'
import { AgentCallPage } from '../../features/meetings/pages/agent-call.tsx'
import { DevicesPage } from '../../features/meetings/pages/devices.tsx'
import { followScheme } from '../../web/crm/scheme.ts'
import '../../web/visitor/visitor.css'
import '../../web/media/media.css'

// Light or dark as chosen in the CRM.
followScheme()

// The expert's two documents that may use the camera share a bundle: the check warms the cache for the call.
const island = JSON.parse(document.getElementById('island')!.textContent)
hydrateRoot(
  document.getElementById('root')!,
  'room' in island ? <AgentCallPage {...island} /> : <DevicesPage {...island} />,
)
