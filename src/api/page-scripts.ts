// Which page scripts there are, for who writes the tag by hand or by program.
import type { Api, ApiDeps } from './deps.ts';
import * as wire from './wire.ts';

/** The route about page scripts, below /api/v1. */
export function pageScriptRoutes(api: Api, { publicUrl, scriptVersions }: ApiDeps) {
  api.get('/page-scripts', { schema: { response: { 200: wire.PageScripts }, tags: ['sites'] } }, async () => ({
    host: publicUrl,
    versions: scriptVersions,
  }));
}
