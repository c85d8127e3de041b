# Words of people, appointments and sign-in.
