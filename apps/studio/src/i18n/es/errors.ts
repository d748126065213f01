import type { ErrorCode } from '../../api/contract.ts';

/** De cada clase de error; el servidor dice después los detalles en inglés. */
export const errors: Record<ErrorCode, string> = {
  'bad-request': 'El servidor no entiende la petición',
  unauthorised: 'Hace falta la contraseña (token) de este estudio, o no es esa',
  forbidden: 'El servidor no atiende peticiones de ese sitio',
  'not-found': 'Eso no existe',
  'method-not-allowed': 'Eso no se puede hacer aquí',
  conflict: 'El estado actual no lo permite',
  'no-checkpoint': 'Aún no hay ningún punto de control: espera a la primera época',
  'not-there': 'Esos datos no están en esta máquina',
  'too-large': 'Es demasiado grande',
  'unsupported-type': 'Ese tipo de contenido no se acepta',
  unsuitable: 'Eso no encaja con esta receta, modelo o archivo',
  busy: 'Hay demasiado en marcha: inténtalo más tarde',
  failed: 'El servidor ha fallado',
};
