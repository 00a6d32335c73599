import './poster/poster.css'

document.getElementById('print')?.addEventListener('click', () => print())
