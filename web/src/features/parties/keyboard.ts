export type KeyAction =
  | 'toggle'
  | 'back-10'
  | 'forward-10'
  | 'back-5'
  | 'forward-5'
  | 'faster'
  | 'slower'
  | 'louder'
  | 'quieter'
  | 'mute'
  | 'fullscreen'
  | 'captions-earlier'
  | 'captions-later'
  | 'help';

const actions: Record<string, KeyAction> = {
  ' ': 'toggle',
  k: 'toggle',
  j: 'back-10',
  l: 'forward-10',
  arrowleft: 'back-5',
  arrowright: 'forward-5',
  '>': 'faster',
  '<': 'slower',
  arrowup: 'louder',
  arrowdown: 'quieter',
  m: 'mute',
  f: 'fullscreen',
  g: 'captions-earlier',
  h: 'captions-later',
  '?': 'help',
};

interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  defaultPrevented: boolean;
}

/** What the focused element does with keys itself. */
export type Focus = 'text' | 'button' | 'slider' | 'dialog' | 'none';

export function actionFor(press: Press, focus: Focus): KeyAction | null {
  if (press.defaultPrevented || press.ctrlKey || press.metaKey || press.altKey) return null;
  if (focus === 'text' || focus === 'dialog') return null;
  const key = press.key.toLowerCase();
  if (focus === 'button' && key === ' ') return null;
  if (focus === 'slider' && key.startsWith('arrow')) return null;
  return actions[key] ?? null;
}

export function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof HTMLElement)) return 'none';
  if (target.closest('dialog')) return 'dialog';
  if (target.isContentEditable || target.matches('textarea, select')) return 'text';
  if (target.matches('media-time-range, media-volume-range, [role=slider]')) return 'slider';
  if (target instanceof HTMLInputElement) {
    return target.type === 'range' ? 'slider' : target.type === 'checkbox' ? 'button' : 'text';
  }
  return target.closest('button, a, summary, [role=button], media-mute-button') ? 'button' : 'none';
}
