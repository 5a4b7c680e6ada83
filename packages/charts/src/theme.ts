/** Colours of a picture. The eight of Okabe and Ito can be told apart by colour-blind readers; decals tell them apart without colour. */
export interface Theme {
  readonly dark: boolean;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly paper: string;
  readonly warn: string;
  readonly series: readonly string[];
}

export const LIGHT: Theme = {
  dark: false,
  ink: "#1c2430",
  faint: "#5b6675",
  line: "#d5dbe3",
  paper: "#ffffff",
  warn: "#b3261e",
  series: ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#b8a800", "#7d8794"],
};

export const DARK: Theme = {
  dark: true,
  ink: "#e8ecf1",
  faint: "#a3afbd",
  line: "#39434f",
  paper: "#171c22",
  warn: "#ff8a80",
  series: ["#56b4e9", "#e69f00", "#2fbf94", "#e39ac4", "#8fc8f0", "#f0803c", "#e0d34a", "#9aa5b1"],
};
