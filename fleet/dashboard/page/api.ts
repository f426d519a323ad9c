import type { DeviceDetail } from '../../analysis/deviceDetail.js';
import type { DeviceFindings } from '../../analysis/deviceFindings.js';
import type { FleetReport, LandmarkFindings } from '../../analysis/fleetAnalysis.js';
import type { GroupFindings } from '../../analysis/groupFindings.js';
import type { LeftOut, SketchIdSummary } from '../../store/fleetStore.js';

/** What the page reads. */
export interface Answers {
  '/fleet/state': FleetReport & { readonly isSimulated: boolean };
  '/fleet/groups': GroupFindings;
  '/fleet/landmarks': LandmarkFindings;
  '/fleet/devices': DeviceFindings;
  '/fleet/device': DeviceDetail;
  '/left-out': {
    readonly since: string;
    readonly leftOut: readonly LeftOut[];
    readonly sketchIds: readonly SketchIdSummary[];
  };
}

/** The token is missing, or not the right one. */
export class WrongTokenError extends Error {
  override name = 'WrongTokenError';
}

const KEY = 'tfjs-drift fleet token';

/** From the address, of which it then is no part any more, or from before a reload. */
export function knownToken(): string {
  const hash = new URLSearchParams(location.hash.slice(1));
  const given = hash.get('token');
  if (given !== null) {
    hash.delete('token');
    history.replaceState(null, '', `${location.pathname}${hash.size > 0 ? `#${hash}` : ''}`);
    keepToken(given);
  }
  return sessionStorage.getItem(KEY) ?? '';
}

export function keepToken(token: string): void {
  sessionStorage.setItem(KEY, token);
}

/** @throws {@link WrongTokenError}, or an error that says what the receiver said. */
export async function read<Path extends keyof Answers>(
  path: Path,
  query: Readonly<Record<string, string>> = {},
): Promise<Answers[Path]> {
  const response = await ask(path, query);
  return response.json();
}

const pictures = new Map<string, Promise<string | undefined>>();

/** The address of a picture of the reference; nothing where the owner has given none. */
export function pictureOf(row: number): Promise<string | undefined> {
  const key = String(row);
  const known = pictures.get(key) ?? newPicture(key);
  pictures.set(key, known);
  return known;
}

async function newPicture(row: string): Promise<string | undefined> {
  try {
    const response = await ask('/fleet/picture', { row });
    return URL.createObjectURL(await response.blob());
  } catch {
    return undefined;
  }
}

async function ask(path: string, query: Readonly<Record<string, string>>): Promise<Response> {
  const search = new URLSearchParams(query).toString();
  let response: Response;
  try {
    response = await fetch(`${path.slice(1)}${search && '?'}${search}`, {
      headers: { Authorization: `Bearer ${knownToken()}` },
    });
  } catch {
    throw new Error('The receiver does not answer. Is it running, and is this device online?');
  }
  if (response.ok) return response;
  if (response.status === 401) throw new WrongTokenError();
  const told = await response.json().catch(() => ({}));
  throw new Error(`The receiver answered ${response.status}. ${told.message ?? ''}`);
}
