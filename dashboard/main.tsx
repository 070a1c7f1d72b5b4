// Starts the dashboard: language first, then the page, so that nothing is ever shown in the wrong language.
import './mantine-styles.ts';
import './styles.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startLanguage } from './i18n/start.ts';

// After an upgrade an open page asks for rooms that are gone from the server: begin anew, but never in circles.
const RELOADED = 'dialtrace-reloaded';
const RELOAD_AGAIN_MS = 60_000;
addEventListener('vite:preloadError', (event) => {
  if (Date.now() - Number(sessionStorage.getItem(RELOADED)) < RELOAD_AGAIN_MS) return;
  event.preventDefault();
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
});

await startLanguage();
const root = document.getElementById('root');
if (!root) throw new Error('index.html must have an element with the id "root"');
createRoot(root).render(<App />);
