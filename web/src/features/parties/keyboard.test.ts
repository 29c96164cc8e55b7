import { describe, expect, it } from 'vitest';
import { actionFor } from './keyboard';

const press = (key: string, over = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  defaultPrevented: false,
  ...over,
});

describe('actionFor', () => {
  it.each([
    [' ', 'toggle'],
    ['K', 'toggle'],
    ['j', 'back-10'],
    ['l', 'forward-10'],
    ['ArrowLeft', 'back-5'],
    ['ArrowRight', 'forward-5'],
    ['ArrowUp', 'louder'],
    ['>', 'faster'],
    ['<', 'slower'],
    ['m', 'mute'],
    ['f', 'fullscreen'],
    ['g', 'captions-earlier'],
    ['H', 'captions-later'],
    ['?', 'help'],
  ])('maps %j to %s', (key, action) => {
    expect(actionFor(press(key), 'none')).toBe(action);
  });

  it('leaves other keys alone', () => expect(actionFor(press('x'), 'none')).toBeNull());

  it('does nothing while somebody types or a dialog is open', () => {
    expect(actionFor(press('k'), 'text')).toBeNull();
    expect(actionFor(press('k'), 'dialog')).toBeNull();
  });

  it('leaves shortcuts of the browser alone', () => {
    expect(actionFor(press('f', { ctrlKey: true }), 'none')).toBeNull();
    expect(actionFor(press('l', { metaKey: true }), 'none')).toBeNull();
  });

  it('lets a focused button have the space bar, and only that', () => {
    expect(actionFor(press(' '), 'button')).toBeNull();
    expect(actionFor(press('k'), 'button')).toBe('toggle');
  });

  it('lets a focused slider have the arrows', () => {
    expect(actionFor(press('ArrowRight'), 'slider')).toBeNull();
    expect(actionFor(press('j'), 'slider')).toBe('back-10');
  });
});
