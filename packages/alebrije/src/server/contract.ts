/**
 * What the studio's page and its server say to each other: types of every answer and event, and zod schemas
 * of every request body. Nothing here needs Node, so the page imports it.
 *
 * Every answer is JSON unless said otherwise. Errors are `{error: {code, message}}` with a status of 4xx or
 * 5xx; `message` is one line for people. Numbers that are not finite are null in JSON.
 *
 * | request | body or query | answer |
 * |---|---|---|
 * | GET /api/recipes | | RecipeInfo[] |
 * | GET /api/datasets | | DatasetInfo[] |
 * | GET /api/datasets/:name/examples | examplesQuery | DatasetExamples |
 * | POST /api/datasets | a zip (application/zip); importQuery | ImportedDataset, or 422 with `findings` |
 * | GET /api/runs | | RunSummary[] |
 * | POST /api/runs | startBody | RunName, 202 |
 * | GET /api/runs/:name | | RunDetail |
 * | GET /api/runs/:name/log | | text/plain: the last lines of the training's own output |
 * | GET /api/runs/:name/thumbnail | | image/webp: the newest picture, small |
 * | GET /api/runs/:name/film | filmQuery | image/gif |
 * | POST /api/runs/:name/stop | {} | RunName, 202; it saves and ends |
 * | POST /api/runs/:name/resume | resumeBody | RunName, 202 |
 * | DELETE /api/runs/:name | | TrashItem |
 * | GET /api/trash | | TrashItem[] |
 * | POST /api/trash/:id/restore | {} | RunName |
 * | DELETE /api/trash/:id | | {} ; for ever |
 * | GET /api/events | Last-Event-ID, or ?since= | server-sent events, see `StudioEvents` |
 * | GET /runs/:name/files/* | | the run's files, with ETag and Last-Modified |
 * | POST /api/runs/:name/<use> | `USES[use]` | `UseResults[use]` |
 * | POST /api/runs/:name/encode-image | PNG, JPEG or WebP bytes (image/*); encodeImageQuery | UseResults['encode-image'] |
 *
 * A use answers with JSON; asked with `Accept: text/event-stream` it streams `event: progress` (UseProgress)
 * and ends with `event: done` (the result) or `event: failed` ({code, message}). Giving the connection up
 * ends the work.
 *
 * Differs from the first plan: what a model can do is not in RunDetail but the answer of the use
 * `capabilities`, as it takes opening the model (409 `no-checkpoint` until there is one); there are also the
 * uses `examples`, `reconstruct`, `export`, `report` and `doctor`; arrays are `EncodedArray`s everywhere; any
 * use can stream its progress; an event's id is a text, as ids of an earlier server must be told apart;
 * the trash is asked by `id`, as two runs of one name may lie in it; states `starting` and `stopping`.
 */

export * from './contract/arrays.ts';
export * from './contract/datasets.ts';
export * from './contract/errors.ts';
export * from './contract/events.ts';
export * from './contract/import-limits.ts';
export * from './contract/runs.ts';
export * from './contract/uses.ts';
