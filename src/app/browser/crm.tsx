import '../../web/crm/styles/base.css'
import '../../web/crm/styles/frame.css'
import '../../web/crm/styles/sidebar.css'
import '../../web/crm/styles/page.css'
import '../../web/crm/styles/table.css'
import '../../web/crm/styles/rows.css'
import { RouterProvider } from '@tanstack/react-router'
import { createRoot } from 'react-dom/client'
import { connect } from '../../web/client/live.ts'
import { Providers } from '../../web/crm/providers.tsx'
import { makeQueryClient } from '../../web/crm/query.ts'
import { followScheme } from '../../web/crm/scheme.ts'
import { readSession } from '../../web/crm/session.ts'
import { makeRouter } from './crm/router.tsx'

followScheme()
const session = readSession()
const root = document.getElementById('root')
if (!root) throw new Error('The document has no root')
createRoot(root).render(
  <Providers session={session} live={connect('user')} queries={makeQueryClient()}>
    <RouterProvider router={makeRouter(session.me.role === 'ADMIN') as never} />
  </Providers>,
)
