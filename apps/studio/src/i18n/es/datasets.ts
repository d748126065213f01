import type { datasets as english } from '../en/datasets.ts';

const CELEBA =
  'baja img_align_celeba.zip, list_attr_celeba.txt y list_eval_partition.txt de la página de CelebA, ponlos en una carpeta y ejecuta `alebrije datasets import CARPETA`; o usa cartoon-faces, que no descarga nada';

export const datasets: typeof english = {
  descriptions: {
    'fashion-mnist': 'Imágenes en gris de ropa en 10 clases',
    'fashion-mnist-subset':
      'Las primeras imágenes de cada clase de Fashion-MNIST; vienen con el paquete',
    mnist: 'Imágenes en gris de cifras escritas a mano en 10 clases',
    'cifar-10': 'Fotografías en color de animales y vehículos en 10 clases',
    celeba: 'Fotografías de caras con 40 atributos; los archivos los pones tú',
    'celeba-64': 'Fotografías de caras con 40 atributos; los archivos los pones tú',
    'cartoon-faces': 'Caras de dibujo con 10 atributos, dibujadas una vez',
    'cartoon-faces-64': 'Las mismas caras, más grandes',
    'cartoon-faces-rare': 'Caras de dibujo de las que solo el 2 % lleva sombrero',
    shapes: 'Un cuadrado, una elipse o un corazón blancos, de 5 factores conocidos, 32x32 píxeles',
    'shapes-64':
      'Un cuadrado, una elipse o un corazón blancos, de 5 factores conocidos, 64x64 píxeles',
    'swiss-roll': 'Una espiral en el plano, coloreada según la posición en ella',
    'noisy-plane': 'Un arco sobre un plano inclinado en el espacio, con ruido',
    moons: 'Dos medias lunas entrelazadas',
    circles: 'Dos anillos concéntricos',
    'gaussian-grid': '25 gaussianas estrechas en una cuadrícula',
    pinwheel: 'Cinco brazos doblados',
  },
  notes: {
    'fashion-mnist':
      'ejecuta `alebrije datasets import fashion-mnist` (descarga 30 MB) o, en Debian y Ubuntu, `apt install dataset-fashion-mnist`',
    'fashion-mnist-subset': 'vuelve a instalar el paquete alebrije',
    mnist:
      'ejecuta `alebrije datasets import mnist` (descarga 12 MB), o `alebrije datasets import CARPETA` con una carpeta que tenga train-images-idx3-ubyte.gz y sus tres compañeros',
    'cifar-10':
      'ejecuta `alebrije datasets import cifar-10` (descarga 170 MB), o `alebrije datasets import RUTA` con cifar-10-binary.tar.gz o su carpeta cifar-10-batches-bin',
    celeba: CELEBA,
    'celeba-64': CELEBA,
    'cartoon-faces': 'ejecuta `alebrije datasets import cartoon-faces` (las dibuja, unos minutos)',
    'cartoon-faces-64':
      'ejecuta `alebrije datasets import cartoon-faces-64` (las dibuja, unos minutos)',
    'cartoon-faces-rare':
      'ejecuta `alebrije datasets import cartoon-faces-rare` (las dibuja, unos minutos)',
  },
  licences: {
    'none needed (generated)': 'no hace falta (generado)',
    "the user's own": 'la tuya',
    'none stated (A. Krizhevsky)': 'ninguna indicada (A. Krizhevsky)',
    'non-commercial research only (MMLab, The Chinese University of Hong Kong)':
      'solo investigación no comercial (MMLab, The Chinese University of Hong Kong)',
    'Avataaars by Pablo Stanley, free for personal and commercial use':
      'Avataaars de Pablo Stanley, libre para uso personal y comercial',
  },
  classes: {
    'T-shirt/top': 'Camiseta',
    Trouser: 'Pantalón',
    Pullover: 'Suéter',
    Dress: 'Vestido',
    Coat: 'Abrigo',
    Sandal: 'Sandalia',
    Shirt: 'Camisa',
    Sneaker: 'Zapatilla',
    Bag: 'Bolso',
    'Ankle boot': 'Botín',
    airplane: 'avión',
    automobile: 'automóvil',
    bird: 'pájaro',
    cat: 'gato',
    deer: 'ciervo',
    dog: 'perro',
    frog: 'rana',
    horse: 'caballo',
    ship: 'barco',
    truck: 'camión',
    square: 'cuadrado',
    ellipse: 'elipse',
    heart: 'corazón',
  },
  own: {
    image: 'Imágenes que importaste.',
    points: 'Puntos que importaste.',
  },
};
