export type ThemeChoice = 'system' | 'light' | 'dark';

const stored = 'certkeep-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

class Theme {
  choice = $state<ThemeChoice>(readChoice());
  private systemIsDark = $state(system.matches);
  readonly shown = $derived<'light' | 'dark'>(
    this.choice === 'system' ? (this.systemIsDark ? 'dark' : 'light') : this.choice,
  );

  constructor() {
    system.addEventListener('change', ({ matches }) => {
      this.systemIsDark = matches;
      applyTheme();
    });
  }

  choose(choice: ThemeChoice): void {
    this.choice = choice;
    // The choice of a theme is all that Certkeep keeps in the browser.
    if (choice === 'system') localStorage.removeItem(stored);
    else localStorage.setItem(stored, choice);
    applyTheme();
  }
}

export const theme = new Theme();

export function applyTheme(): void {
  document.documentElement.dataset['theme'] = theme.shown;
}

function readChoice(): ThemeChoice {
  const choice = localStorage.getItem(stored);
  return choice === 'light' || choice === 'dark' ? choice : 'system';
}
