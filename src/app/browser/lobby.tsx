import { hydrateRoot } from 'react-dom/client'
import { LobbyPage } from '../../features/knocks/pages/lobby.tsx'
import '../../web/visitor/visitor.css'
import '../../web/media/media.css'

const island = JSON.parse(document.getElementById('island')!.textContent)
hydrateRoot(document.getElementById('root')!, <LobbyPage {...island} />)
