/** The classes of Fashion-MNIST in the order of its labels (Xiao, Rasul and Vollgraf 2017). */
export const FASHION_MNIST_CLASSES = {
  en: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  es: [
    'Camiseta',
    'Pantalón',
    'Suéter',
    'Vestido',
    'Abrigo',
    'Sandalia',
    'Camisa',
    'Zapatilla',
    'Bolso',
    'Botín',
  ],
} as const;
