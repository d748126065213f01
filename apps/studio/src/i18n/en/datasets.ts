/** None: the server's texts on datasets are English. */
export const datasets: {
  descriptions: Record<string, string>;
  /** How to get the data. */
  notes: Record<string, string>;
  licences: Record<string, string>;
  classes: Record<string, string>;
  /** Of the user's own data, by their kind. */
  own: Record<string, string>;
} = {
  descriptions: {},
  notes: {},
  licences: {},
  classes: {},
  own: {},
};
