// The routes of pages, read out of the tables in the sources (crates/web*); their paths stand in crates/app/src/urls.rs.

import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const crates = fileURLToPath(new URL('../../crates/', import.meta.url));

/** Every route with its crate, its method and its path as the router writes it. */
export function routesOfPages() {
  const urls = readFileSync(path.join(crates, 'app/src/urls.rs'), 'utf8');
  const paths = new Map([...urls.matchAll(/^    ([A-Z_]+) "([^"]+)"/gm)].map((m) => [m[1], m[2]]));
  // Changes of units are routes of a list, each to be read and sent: `Kind::Found => urls::UNIT_GROUPS`.
  const table = /(?:\.(get|post|put)\(\s*|Kind::\w+ => )(?:urls::([A-Z_]+)|"(\/[^"]+)")/g;
  return readdirSync(crates).filter((crate) => /^web/.test(crate)).flatMap((crate) => {
    const sources = path.join(crates, crate, 'src');
    const files = readdirSync(sources, { recursive: true }).filter((file) => file.endsWith('.rs'));
    return files.flatMap((file) => [...readFileSync(path.join(sources, file), 'utf8').matchAll(table)]
      .map(([, method, name, literal]) => ({ crate, method: method ?? 'get', route: literal ?? paths.get(name) })))
      .filter(({ route }) => route);
  });
}

/** What an address of a route looks like. */
export const addressOf = (route) => new RegExp(`^${route.replaceAll('.', '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`);
