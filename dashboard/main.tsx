// Starts the dashboard: language first, then the page, so that nothing is ever shown in the wrong language.
import './mantine-styles.ts';
import './styles.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { startLanguage } from './i18n/start.ts';

await startLanguage();
const root = document.getElementById('root');
if (!root) throw new Error('index.html must have an element with the id "root"');
createRoot(root).render(<App />);
