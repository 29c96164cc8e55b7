export type Theme = 'system' | 'dark' | 'light';
export const themes: readonly Theme[] = ['system', 'dark', 'light'];

const storageKey = 'matinee.theme';

class ThemeChoice {
  #current = $state<Theme>(stored());

  get current(): Theme {
    return this.#current;
  }

  choose(theme: Theme): void {
    this.#current = theme;
    if (theme === 'system') {
      delete document.documentElement.dataset['theme'];
      localStorage.removeItem(storageKey);
    } else {
      document.documentElement.dataset['theme'] = theme;
      localStorage.setItem(storageKey, theme);
    }
  }
}

function stored(): Theme {
  const theme = document.documentElement.dataset['theme'];
  return theme === 'dark' || theme === 'light' ? theme : 'system';
}

export const theme = new ThemeChoice();
