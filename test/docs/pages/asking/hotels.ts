// Hotels with a free room.

let bookings = 0;

export async function freeHotels(_city: string): Promise<string[]> {
  return ['Astoria', 'Bristol'];
}

export async function bookRoom(_hotel: string): Promise<number> {
  return ++bookings;
}
